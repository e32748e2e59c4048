package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.policy.PolicyRestrictor;
import org.jolokia.server.core.util.RequestType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Hawtio that is connected to the management port may do: see everything, change nothing. Operations come with their signature. */
class JolokiaPolicyTest {

    private static final String CONTEXT = "org.apache.camel:context=hearthwatch,type=context,name=\"hearthwatch\"";
    private static final String ROUTE = "org.apache.camel:context=hearthwatch,type=routes,name=\"detect\"";

    private static PolicyRestrictor policy;

    @BeforeAll
    static void read() throws Exception {
        try (InputStream text = JolokiaPolicyTest.class.getResourceAsStream("/jolokia-access.xml")) {
            policy = new PolicyRestrictor(text);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        CONTEXT + ";dumpRoutesAsXml()", CONTEXT + ";dumpRoutesAsXml(boolean)", CONTEXT + ";dumpRoutesStatsAsXml(boolean,boolean)", ROUTE + ";dumpRouteAsXml(boolean)",
        "org.apache.camel:context=hearthwatch,type=services,name=DefaultInflightRepository;browse()",
        "org.apache.camel:context=hearthwatch,type=services,name=DefaultRuntimeEndpointRegistry;endpointStatistics()",
        "org.apache.camel:context=hearthwatch,type=services,name=DefaultRestRegistry;listRestServices()",
        "java.lang:type=Threading;dumpAllThreads(boolean,boolean)"})
    void diagrams_and_numbers_can_be_seen(String mbean, String operation) throws Exception {
        assertThat(policy.isOperationAllowed(new ObjectName(mbean), operation)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        CONTEXT + ";stop()", CONTEXT + ";sendStringBody(java.lang.String,java.lang.String)", ROUTE + ";stop()", ROUTE + ";updateRouteFromXml(java.lang.String)",
        ROUTE + ";remove()", "org.apache.camel:context=hearthwatch,type=processors,name=\"detector-breaker\";transitionToOpenState()",
        "java.lang:type=Memory;gc()", "com.sun.management:type=DiagnosticCommand;vmCommandLine()", "com.sun.management:type=HotSpotDiagnostic;dumpHeap(java.lang.String,boolean)",
        "java.util.logging:type=Logging;setLoggerLevel(java.lang.String,java.lang.String)"})
    void nothing_can_be_done(String mbean, String operation) throws Exception {
        assertThat(policy.isOperationAllowed(new ObjectName(mbean), operation)).isFalse();
    }

    @Test
    void attributes_can_be_read_but_for_those_that_may_hold_secrets_and_none_be_written() throws Exception {
        assertThat(policy.isAttributeReadAllowed(new ObjectName(ROUTE), "ExchangesTotal")).isTrue();
        assertThat(policy.isAttributeWriteAllowed(new ObjectName(ROUTE), "TracingEnabled")).isFalse();
        assertThat(policy.isAttributeReadAllowed(new ObjectName("java.lang:type=Runtime"), "SystemProperties")).isFalse();
        assertThat(policy.isAttributeReadAllowed(new ObjectName("java.lang:type=Runtime"), "InputArguments")).isFalse();
        assertThat(policy.isTypeAllowed(RequestType.EXEC)).isFalse();
        assertThat(policy.isTypeAllowed(RequestType.WRITE)).isFalse();
    }
}
