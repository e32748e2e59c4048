package routes.config;

import java.util.Map;
import java.util.Set;

/**
 * Connection parameters that the JDBC driver calls differently than PostgreSQL's own client library (libpq, section
 * "Parameter Key Words") and asyncpg do. The others have the same name in both or are the driver's own.
 */
final class LibpqParameter {

    private static final Map<String, String> JDBC_NAMES =
            Map.of("application_name", "ApplicationName", "connect_timeout", "connectTimeout");
    private static final Set<String> SSL_MODES = Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    private LibpqParameter() {
    }

    /** The driver's form of {@code name=value}; values stay percent-encoded. */
    static String toJdbc(String parameter) {
        String[] pair = parameter.split("=", 2);
        if (pair.length < 2) {
            return parameter;
        }
        // asyncpg's ssl takes what libpq calls sslmode, the driver's own ssl is true or false
        boolean asyncpgSsl = pair[0].equals("ssl") && SSL_MODES.contains(pair[1]);
        return (asyncpgSsl ? "sslmode" : JDBC_NAMES.getOrDefault(pair[0], pair[0])) + "=" + pair[1];
    }
}
