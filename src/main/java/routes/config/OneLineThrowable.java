package routes.config;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;

/** A logged exception with its messages, also those of its causes, on one line each. */
record OneLineThrowable(IThrowableProxy throwable) implements IThrowableProxy {

    @Override
    public String getMessage() {
        return LogText.oneLine(throwable.getMessage());
    }

    @Override
    public IThrowableProxy getCause() {
        return throwable.getCause() == null ? null : new OneLineThrowable(throwable.getCause());
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        return throwable.getSuppressed() == null ? null
                : Arrays.stream(throwable.getSuppressed()).map(OneLineThrowable::new).toArray(IThrowableProxy[]::new);
    }

    @Override
    public String getClassName() {
        return throwable.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return throwable.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return throwable.getCommonFrames();
    }

    @Override
    public boolean isCyclic() {
        return throwable.isCyclic();
    }
}
