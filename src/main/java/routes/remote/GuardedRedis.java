package routes.remote;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.redisson.api.RFuture;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisLoadingException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.misc.CompletableFutureWrapper;

/**
 * The Redis client behind the guard {@code redis}: the client and the objects it hands out, each as a proxy of its interface. While
 * the guard is open no command leaves and everybody is refused at once with {@link RedisConnectionException}, which is what they know of
 * an outage. What counts is a command without an answer, and a server that still loads its data; an error as answer (a full memory or disk) does
 * not. Bean {@code redisson} of all routes. Thread-safe.
 */
public final class GuardedRedis implements InvocationHandler {

    private static final String OBJECTS = RedissonClient.class.getPackageName();
    /** What concerns this process alone. */
    private static final Set<String> LOCAL = Set.of("shutdown", "isShutdown", "isShuttingDown", "getConfig", "getName", "getId",
            "removeListener", "discard");

    private final Object target;
    private final StorageGuard guard;

    private GuardedRedis(Object target, StorageGuard guard) {
        this.target = target;
        this.guard = guard;
    }

    public static RedissonClient of(RedissonClient client, StorageGuard guard) {
        return (RedissonClient) proxy(client, RedissonClient.class, guard);
    }

    private static Object proxy(Object target, Class<?> type, StorageGuard guard) {
        return Proxy.newProxyInstance(GuardedRedis.class.getClassLoader(), new Class<?>[] {type}, new GuardedRedis(target, guard));
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
        Class<?> type = method.getReturnType();
        if (method.getDeclaringClass() == Object.class || LOCAL.contains(method.getName())) {
            return call(method, arguments);
        }
        if (isRedisObject(type)) {
            return proxy(call(method, arguments), type, guard);
        }
        try {
            guard.requireClosed();
        } catch (CallNotPermittedException e) {
            RedisConnectionException refusal = new RedisConnectionException("redis: not asked, its circuit breaker is open", e);
            if (RFuture.class.isAssignableFrom(type)) {
                return new CompletableFutureWrapper<>(refusal);
            }
            throw refusal;
        }
        return counted(method, arguments);
    }

    private static boolean isRedisObject(Class<?> type) {
        return type.isInterface() && type.getPackageName().equals(OBJECTS) && type.getSimpleName().startsWith("R") && type != RFuture.class;
    }

    private Object counted(Method method, Object[] arguments) throws Throwable {
        try {
            Object answer = call(method, arguments);
            if (answer instanceof RFuture<?> future) {
                future.whenComplete((value, failure) -> count(failure));
            } else {
                guard.answered();
            }
            return answer;
        } catch (RedisException e) {
            count(e);
            throw e;
        }
    }

    private void count(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof RedisConnectionException || cause instanceof RedisTimeoutException || cause instanceof RedisLoadingException) {
            guard.failed(cause);
        } else if (cause == null || cause instanceof RedisException) {
            guard.answered();
        }
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
