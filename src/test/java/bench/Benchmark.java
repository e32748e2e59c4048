package bench;

import java.util.List;

/** One measurement that anyone can repeat. Its load is bounded; it leaves no process and no file behind but those under {@code target}. */
public interface Benchmark {

    /** What {@code -Dbench=} calls it. */
    String name();

    /** One sentence: what is driven by what, and what is counted. */
    String description();

    List<Figure> run() throws Exception;
}
