package routes.config;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/**
 * Writes a stack trace whose exception messages, which often repeat text from outside, cannot forge lines of the log.
 * Named in {@code logging/text.xml}.
 */
public final class SafeThrowableConverter extends ThrowableProxyConverter {

    @Override
    protected String throwableProxyToString(IThrowableProxy throwable) {
        return super.throwableProxyToString(new OneLineThrowable(throwable));
    }
}
