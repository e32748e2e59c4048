package routes.queue;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.redisson.api.RFuture;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.Codec;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.Encoder;

/** A script from this package's resources: one atomic step in Redis. Immutable. */
final class LuaScript {

    private static final Codec TEXT_OR_BYTES = new StringCodec() {
        @Override
        public Encoder getValueEncoder() {
            Encoder asText = super.getValueEncoder();
            return value -> value instanceof byte[] bytes ? Unpooled.wrappedBuffer(bytes) : asText.encode(value);
        }
    };

    private static final String COMMON = read("groups.lua");

    private final String text;

    /** @param name file name beside this class's package, for example {@code send.lua}; it can use what {@code groups.lua} defines */
    LuaScript(String name) {
        text = COMMON + read(name);
    }

    private static String read(String name) {
        try (InputStream resource = LuaScript.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("no script " + name + " on the class path");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RFuture<Long> number(RedissonClient redisson, List<Object> keys, Object... arguments) {
        return redisson.getScript(StringCodec.INSTANCE)
                .evalAsync(RScript.Mode.READ_WRITE, text, RScript.ReturnType.INTEGER, keys, arguments);
    }

    /** Arguments may be bytes. */
    RFuture<List<Object>> list(RedissonClient redisson, List<Object> keys, Object... arguments) {
        return redisson.getScript(TEXT_OR_BYTES)
                .evalAsync(RScript.Mode.READ_WRITE, text, RScript.ReturnType.MULTI, keys, arguments);
    }
}
