package dev.nuri.moe.chat;

import dev.nuri.moe.chat.Node.Expression;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the nodes of a template. One rendering, one thread. */
final class Evaluator {
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    private final Budget budget;
    private final Expressions expressions;
    private StringBuilder out = new StringBuilder();
    private BitSet marks = new BitSet();

    Evaluator(Map<String, Object> globals) {
        this.budget = new Budget();
        this.expressions = new Expressions(budget, new Scope(globals));
    }

    Text run(List<Node> nodes) {
        execute(nodes);
        return Text.joined(out.toString(), marks);
    }

    /** Names of a template, a loop or a macro; those outside can be read. */
    static final class Scope {
        private final Map<String, Object> values;
        private final Scope outer;

        Scope(Map<String, Object> values) {
            this(values, null);
        }

        private Scope(Map<String, Object> values, Scope outer) {
            this.values = values;
            this.outer = outer;
        }

        Scope inner() {
            return new Scope(new HashMap<>(), this);
        }

        Scope outermost() {
            return outer == null ? this : outer.outermost();
        }

        void set(String name, Object value) {
            values.put(name, value);
        }

        Object get(String name) {
            if (values.containsKey(name)) {
                return values.get(name);
            }
            return outer == null ? Undefined.VALUE : outer.get(name);
        }
    }

    private Flow execute(List<Node> nodes) {
        for (Node node : nodes) {
            Flow flow = execute(node);
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow execute(Node node) {
        budget.step();
        switch (node) {
            case Node.Plain plain -> write(plain.text());
            case Node.Output output -> write(printed(expressions.value(output.value())));
            case Node.Set set -> set(set);
            case Node.If branch -> {
                return execute(
                        Values.truth(expressions.value(branch.condition())) ? branch.then() : branch.otherwise());
            }
            case Node.For loop -> {
                return loop(loop);
            }
            case Node.Macro macro -> expressions.scope().set(macro.name(), function(macro));
            case Node.Jump jump -> {
                return jump.leaves() ? Flow.BREAK : Flow.CONTINUE;
            }
        }
        return Flow.ON;
    }

    private static Text printed(Object value) {
        return value == Undefined.VALUE ? Text.EMPTY : Values.text(value);
    }

    private void write(Text text) {
        budget.made(text.length());
        BitSet own = text.marks();
        for (int i = own.nextSetBit(0); i >= 0; ) {
            int end = own.nextClearBit(i);
            marks.set(out.length() + i, out.length() + end);
            i = own.nextSetBit(end);
        }
        out.append(text.value());
    }

    private void set(Node.Set set) {
        Object value = set.value() == null ? captured(set.body()) : expressions.value(set.value());
        if (set.attribute() != null) {
            if (!(expressions.scope().get(set.names().getFirst()) instanceof Namespace namespace)) {
                throw new TemplateException(set.names().getFirst() + " must be a namespace to set its attributes");
            }
            namespace.put(set.attribute(), value);
        } else {
            assign(set.names(), value);
        }
    }

    private void assign(List<String> names, Object value) {
        if (names.size() == 1) {
            expressions.scope().set(names.getFirst(), value);
            return;
        }
        List<Object> items = Values.items(value);
        if (items.size() != names.size()) {
            throw new TemplateException("cannot share out " + items.size() + " values to " + names);
        }
        for (int i = 0; i < names.size(); i++) {
            expressions.scope().set(names.get(i), items.get(i));
        }
    }

    /** What nodes write, as a value. */
    private Text captured(List<Node> nodes) {
        StringBuilder outside = out;
        BitSet outsideMarks = marks;
        out = new StringBuilder();
        marks = new BitSet();
        try {
            execute(nodes);
            return Text.joined(out.toString(), marks);
        } finally {
            out = outside;
            marks = outsideMarks;
        }
    }

    private Flow loop(Node.For loop) {
        Scope before = expressions.scope();
        List<Object> items = new ArrayList<>();
        for (Object item : Values.items(expressions.value(loop.over()))) {
            expressions.enter(before.inner());
            assign(loop.names(), item);
            if (loop.filter() == null || Values.truth(expressions.value(loop.filter()))) {
                items.add(item);
            }
            expressions.enter(before);
        }
        try {
            for (int i = 0; i < items.size(); i++) {
                budget.step();
                expressions.enter(before.inner());
                assign(loop.names(), items.get(i));
                expressions.scope().set("loop", position(items, i));
                if (execute(loop.body()) == Flow.BREAK) {
                    break;
                }
            }
        } finally {
            expressions.enter(before);
        }
        return items.isEmpty() ? execute(loop.otherwise()) : Flow.ON;
    }

    private static Map<String, Object> position(List<Object> items, int i) {
        Map<String, Object> loop = new HashMap<>();
        loop.put("index", i + 1L);
        loop.put("index0", (long) i);
        loop.put("revindex", (long) items.size() - i);
        loop.put("revindex0", items.size() - i - 1L);
        loop.put("first", i == 0);
        loop.put("last", i == items.size() - 1);
        loop.put("length", (long) items.size());
        loop.put("previtem", i == 0 ? Undefined.VALUE : items.get(i - 1));
        loop.put("nextitem", i == items.size() - 1 ? Undefined.VALUE : items.get(i + 1));
        return loop;
    }

    private Values.Function function(Node.Macro macro) {
        return arguments -> {
            Scope before = expressions.scope();
            budget.enter();
            expressions.enter(before.outermost().inner());
            try {
                for (int i = 0; i < macro.parameters().size(); i++) {
                    String name = macro.parameters().get(i);
                    Object given = arguments.get(i, name);
                    Expression otherwise = macro.defaults().get(i);
                    boolean takesDefault = given == Undefined.VALUE && otherwise != null;
                    expressions.scope().set(name, takesDefault ? expressions.value(otherwise) : given);
                }
                return captured(macro.body());
            } finally {
                expressions.enter(before);
                budget.leave();
            }
        };
    }

    /** A mapping whose entries a template may change. */
    static final class Namespace extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1L;

        Namespace(Map<String, Object> values) {
            super(values);
        }
    }
}
