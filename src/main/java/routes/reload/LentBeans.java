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

/**
 * The beans of the running product as a {@link TrialContext} sees them: by name only, and without components, data formats and languages,
 * which a context takes over, starts and stops. Beans that were made to know the trial are given back.
 */
final class LentBeans implements BeanRepository {

    private final CamelContext owner;
    private final Set<CamelContextAware> lent = new LinkedHashSet<>();

    LentBeans(CamelContext owner) {
        this.owner = owner;
    }

    @Override
    public Object lookupByName(String name) {
        return lend(owner.getRegistry().lookupByName(name));
    }

    @Override
    public <T> T lookupByNameAndType(String name, Class<T> type) {
        return lend(owner.getRegistry().lookupByNameAndType(name, type));
    }

    private <T> T lend(T bean) {
        if (bean instanceof Component || bean instanceof DataFormat || bean instanceof Language) {
            return null;
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
