package routes.reload;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Component;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.Language;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.RoutePolicySupport;

/**
 * The beans of the running product as a {@link TrialContext} sees them: by name only, and without components, data formats and languages,
 * which a context takes over, starts and stops. It does so with route policies, too, and stopping one of them could lay down a leadership:
 * in their place it sees one that does nothing. Beans that were made to know the trial are given back.
 */
final class LentBeans implements BeanRepository {

    private static final class IdlePolicy extends RoutePolicySupport {
    }

    private final CamelContext owner;
    private final Set<CamelContextAware> lent = new LinkedHashSet<>();

    LentBeans(CamelContext owner) {
        this.owner = owner;
    }

    @Override
    public Object lookupByName(String name) {
        return lend(owner.getRegistry().lookupByName(name), Object.class);
    }

    @Override
    public <T> T lookupByNameAndType(String name, Class<T> type) {
        return lend(owner.getRegistry().lookupByNameAndType(name, type), type);
    }

    private <T> T lend(T bean, Class<T> type) {
        if (bean instanceof Component || bean instanceof DataFormat || bean instanceof Language) {
            return null;
        }
        if (bean instanceof RoutePolicy && type.isAssignableFrom(IdlePolicy.class)) {
            return type.cast(new IdlePolicy());
        }
        if (bean instanceof CamelContextAware aware) {
            lent.add(aware);
        }
        return bean;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return Map.of();
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return Set.of();
    }

    void giveBack() {
        lent.stream().filter(bean -> bean.getCamelContext() != owner).forEach(bean -> bean.setCamelContext(owner));
    }
}
