package routes.watch;

import java.util.HashSet;
import java.util.Set;

/**
 * Tells the first time of something from all later ones, so that each oddity is reported once.
 * It remembers a bounded number of names; what comes after that is never a first time. Thread-safe.
 */
final class FirstTimes {

    private final Set<String> names = new HashSet<>();
    private final int capacity;

    FirstTimes(int capacity) {
        this.capacity = capacity;
    }

    synchronized boolean isFirst(String name) {
        return names.size() < capacity && names.add(name);
    }

    synchronized boolean isFull() {
        return names.size() >= capacity;
    }
}
