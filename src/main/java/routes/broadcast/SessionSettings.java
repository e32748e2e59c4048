package routes.broadcast;

import java.time.Duration;

/**
 * Limits of a client's session.
 *
 * @param queueLimit   messages that may wait for a slow client, at least 1
 * @param pingInterval time between the server's pings
 * @param idleTimeout  silence of the client after which it is closed
 * @param ackTimeout   time after which an unacknowledged message is sent again
 */
record SessionSettings(int queueLimit, Duration pingInterval, Duration idleTimeout, Duration ackTimeout) {

    SessionSettings {
        if (queueLimit < 1 || pingInterval.toMillis() < 1 || idleTimeout.toMillis() < 1 || ackTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("Limits of WebSocket sessions must be positive");
        }
    }
}
