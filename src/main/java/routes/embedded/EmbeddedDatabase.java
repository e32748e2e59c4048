package routes.embedded;

/**
 * How to reach the embedded PostgreSQL. The port, and with it the URL, is another one after each start.
 *
 * @param jdbcUrl  on 127.0.0.1, without user and password
 * @param user     owner of the database, a superuser of this private server
 * @param password 64 hexadecimal digits
 */
public record EmbeddedDatabase(String jdbcUrl, String user, String password) {

    /** Leaves the password out, so that the record can be logged. */
    @Override
    public String toString() {
        return "EmbeddedDatabase[" + jdbcUrl + ", user " + user + "]";
    }
}
