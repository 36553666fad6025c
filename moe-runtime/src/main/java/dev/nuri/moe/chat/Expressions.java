package dev.nuri.moe.chat;

import dev.nuri.moe.chat.Node.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Works out expressions. Nothing is reached by reflection: what can be called is listed here and in the filters. */
final class Expressions {
    private final Budget budget;
    private final Filters filters;
    private Evaluator.Scope scope;

    Expressions(Budget budget, Evaluator.Scope scope) {
        this.budget = budget;
        this.filters = new Filters(budget);
        this.scope = scope;
    }

    Evaluator.Scope scope() {
        return scope;
    }

    void enter(Evaluator.Scope next) {
        scope = next;
    }

    Object value(Expression expression) {
        budget.step();
        return switch (expression) {
            case Node.Literal literal -> literal.value();
            case Node.Name name -> scope.get(name.name());
            case Node.ListOf list -> list(list.items());
            case Node.DictOf dict -> dict(dict);
            case Node.Attribute attribute -> attribute(value(attribute.of()), attribute.name());
            case Node.Item item -> item(value(item.of()), value(item.key()));
            case Node.Slice slice -> slice(slice);
            case Node.Call call -> call(call);
            case Node.Filter filter -> filters.apply(filter.name(), value(filter.of()), called(filter.arguments()));
            case Node.Test test -> Tests.test(test.name(), value(test.of()), called(test.arguments()), budget);
            case Node.Unary unary -> unary(unary.operator(), value(unary.of()));
            case Node.Binary binary -> binary(binary);
            case Node.Choice choice ->
                Values.truth(value(choice.condition())) ? value(choice.then()) : value(choice.otherwise());
        };
    }

    private List<Object> list(List<Expression> items) {
        List<Object> out = new ArrayList<>();
        items.forEach(item -> out.add(value(item)));
        return out;
    }

    private Map<String, Object> dict(Node.DictOf dict) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (int i = 0; i < dict.keys().size(); i++) {
            out.put(
                    String.valueOf(value(dict.keys().get(i))),
                    value(dict.values().get(i)));
        }
        return out;
    }

    private Object binary(Node.Binary binary) {
        Object left = value(binary.left());
        return switch (binary.operator()) {
            case "and" -> Values.truth(left) ? value(binary.right()) : left;
            case "or" -> Values.truth(left) ? left : value(binary.right());
            default -> Values.binary(binary.operator(), left, value(binary.right()), budget);
        };
    }

    private static Object unary(String operator, Object value) {
        return switch (operator) {
            case "not" -> !Values.truth(value);
            case "-" -> value instanceof Double real ? (Object) (-real) : -Values.integer(value, "what is negated");
            default -> value;
        };
    }

    private Values.Called called(Node.Arguments arguments) {
        int positional = arguments.values().size() - arguments.names().size();
        List<Object> values = new ArrayList<>();
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < arguments.values().size(); i++) {
            Object value = value(arguments.values().get(i));
            if (i < positional) {
                values.add(value);
            } else {
                named.put(arguments.names().get(i - positional), value);
            }
        }
        return new Values.Called(values, named);
    }

    private Object call(Node.Call call) {
        Object function = call.of() instanceof Node.Attribute attribute
                ? method(value(attribute.of()), attribute.name())
                : value(call.of());
        if (function instanceof Values.Function callable) {
            return callable.call(called(call.arguments()));
        }
        throw new TemplateException("cannot call " + Values.describe(function));
    }

    private Object method(Object of, String name) {
        if (of instanceof Text text) {
            return (Values.Function) arguments -> TextMethods.call(text, name, arguments, budget);
        }
        if (of instanceof List<?> list) {
            return (Values.Function) arguments -> listMethod(list, name, arguments);
        }
        if (of instanceof Map<?, ?> map && !(map.get(name) instanceof Values.Function)) {
            return (Values.Function) arguments -> mapMethod(map, name, arguments);
        }
        return attribute(of, name);
    }

    private Object listMethod(List<?> list, String name, Values.Called arguments) {
        budget.made(1);
        return switch (name) {
            case "append" -> {
                own(list).add(arguments.get(0, "item"));
                yield null;
            }
            case "extend" -> {
                own(list).addAll(Values.items(arguments.get(0, "items")));
                yield null;
            }
            case "pop" ->
                own(list)
                        .remove(
                                arguments.values().isEmpty()
                                        ? list.size() - 1
                                        : index(arguments.get(0, "i"), list.size()));
            case "index" -> (long) list.indexOf(arguments.get(0, "item"));
            case "count" ->
                list.stream()
                        .filter(item -> Values.same(item, arguments.get(0, "item")))
                        .count();
            default -> throw new TemplateException("a list has no method '" + name + "'");
        };
    }

    @SuppressWarnings("unchecked") // lists of a template hold objects, and copies of the caller's are given to it
    private static List<Object> own(List<?> list) {
        if (list instanceof ArrayList<?> mutable) {
            return (List<Object>) mutable;
        }
        throw new TemplateException("this list cannot be changed");
    }

    private static Object mapMethod(Map<?, ?> map, String name, Values.Called arguments) {
        return switch (name) {
            case "items" -> Filters.items(map);
            case "keys" -> Values.items(map);
            case "values" -> new ArrayList<Object>(map.values());
            case "get" -> {
                String key = String.valueOf(arguments.get(0, "key"));
                Object otherwise = arguments.get(1, "default");
                yield map.containsKey(key) ? map.get(key) : otherwise == Undefined.VALUE ? null : otherwise;
            }
            default -> throw new TemplateException("a mapping has no method '" + name + "'");
        };
    }

    private static Object attribute(Object of, String name) {
        if (of == Undefined.VALUE) {
            throw new TemplateException("asks for '" + name + "' of what is not there");
        }
        return Filters.attribute(of, name);
    }

    private static Object item(Object of, Object key) {
        return switch (of) {
            case List<?> list -> within(key, list.size()) ? list.get(index(key, list.size())) : Undefined.VALUE;
            case Text text -> {
                List<Object> chars = Values.items(text);
                yield within(key, chars.size()) ? chars.get(index(key, chars.size())) : Undefined.VALUE;
            }
            case null, default -> attribute(of, String.valueOf(key));
        };
    }

    private static boolean within(Object key, int size) {
        long index = Values.integer(key, "an index");
        return index >= -size && index < size;
    }

    private static int index(Object key, int size) {
        long index = Values.integer(key, "an index");
        if (!within(key, size)) {
            throw new TemplateException("index " + index + " of " + size);
        }
        return (int) (index < 0 ? index + size : index);
    }

    private Object slice(Node.Slice slice) {
        Object of = value(slice.of());
        List<Object> items = Values.items(of);
        budget.made(items.size());
        long step = bound(slice.step(), 1);
        if (step == 0) {
            throw new TemplateException("a slice's step must not be 0");
        }
        int size = items.size();
        long from = place(slice.from(), step > 0 ? 0 : size - 1L, size, step);
        long to = place(slice.to(), step > 0 ? size : -1, size, step);
        List<Object> out = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            out.add(items.get((int) i));
        }
        if (!(of instanceof Text text)) {
            return out;
        }
        if (step == 1) { // a stretch of the text itself
            int start = text.value().offsetByCodePoints(0, (int) Math.min(from, size));
            return text.cut(start, Math.max(start, text.value().offsetByCodePoints(0, (int) Math.max(from, to))));
        }
        return filters.apply("join", out, new Values.Called(List.of(), Map.of()));
    }

    /** A bound as an index that the loop can start from or stop at. */
    private long place(Expression expression, long otherwise, int size, long step) {
        Object value = expression == null ? null : value(expression);
        if (value == null) {
            return otherwise;
        }
        long at = Values.integer(value, "a slice's bound");
        long absolute = at < 0 ? at + size : at;
        return step > 0 ? Math.clamp(absolute, 0, size) : Math.clamp(absolute, -1, size - 1);
    }

    private long bound(Expression expression, long otherwise) {
        Object value = expression == null ? null : value(expression);
        return value == null ? otherwise : Values.integer(value, "a slice's step");
    }
}
