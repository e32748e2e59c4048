package routes.cluster;

/** What a leader takes over before its routes start, and gives up when it leads no longer. Called by one thread. */
public interface Mandate {

    /** Leading without any state of one's own. */
    Mandate NONE = new Mandate() {
        @Override
        public void begin() {
            // nothing to take over
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void end() {
            // nothing to give up
        }
    };

    /**
     * Takes over, before the routes start. From now on nothing that an earlier leader still does may count.
     *
     * @throws RuntimeException when that is not possible now: the leadership is given up and sought again
     */
    void begin();

    /** Whether nobody else has taken over meanwhile. Asked every second. */
    boolean isValid();

    /** Gives up, while the routes may still be running; called once more when they have stopped. */
    void end();
}
