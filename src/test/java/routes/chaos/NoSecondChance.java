package routes.chaos;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Fails the repetitions of a test that has failed ({@code rerunFailingTestsCount} of the build, which repeats in the same process): a picture
 * that is lost in one of three runs is lost.
 */
final class NoSecondChance implements BeforeEachCallback, TestWatcher {

    private static final Map<String, Throwable> FAILED = new ConcurrentHashMap<>();

    @Override
    public void beforeEach(ExtensionContext test) {
        Throwable failure = FAILED.get(test.getUniqueId());
        if (failure != null) {
            throw new AssertionError("not run again, it has failed before: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void testFailed(ExtensionContext test, Throwable cause) {
        FAILED.putIfAbsent(test.getUniqueId(), cause);
    }
}
