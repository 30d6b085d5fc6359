namespace Lintel.Contracts;

/// <summary>Which definition answers which condition.</summary>
internal sealed class ConditionTable
{
    private static readonly Condition[] Always =
    [
        Condition.NotFound, Condition.RouteUnknown, Condition.ResourceMissing, Condition.MethodUnsupported, Condition.MethodUnknown,
        Condition.RequestInvalid,
        Condition.RequestMalformed,
        Condition.RequestUnreadable,
        Condition.RequestFieldMissing,
        Condition.RequestTooLarge,
        Condition.RequestUriTooLong,
        Condition.RequestHeadersTooLarge, Condition.RequestMediaType, Condition.RequestEncoding,
        Condition.ServerError, Condition.ServerNotImplemented, Condition.ServerDependency, Condition.ServerOverloaded, Condition.ServerTimeout,
    ];

    /// <summary>Tells whether a condition can arise whatever stages a contract has.</summary>
    public static bool CanAlwaysArise(Condition condition) => Always.Contains(condition) || condition.Status is not null;

    private readonly ErrorDefinition?[] _definitions = new ErrorDefinition?[Condition.Count];

    /// <summary>Resolves every condition, with fallbacks, and notes what is answered twice or not at all.</summary>
    /// <param name="root">The contract.</param>
    /// <param name="definitions">The definitions that could be read.</param>
    /// <param name="order">The stages.</param>
    /// <param name="isWhole">false if there are others, which may answer what these do not.</param>
    public static ErrorDefinition?[] Build(
        MappingCursor root,
        IReadOnlyList<ParsedError> definitions,
        IReadOnlyList<StageDescriptor> order,
        bool isWhole)
    {
        var table = new ConditionTable();
        table.Take(definitions);
        table.Resolve();
        if (definitions.Count > 0 && isWhole)
        {
            table.CheckComplete(root, order);
            table.CheckMessages(definitions);
        }

        return table._definitions;
    }

    private void Take(IReadOnlyList<ParsedError> definitions)
    {
        foreach (var definition in definitions)
        {
            foreach (var condition in definition.Definition.When)
            {
                if (_definitions[condition.Index] is { } other)
                {
                    var again = ReferenceEquals(other, definition.Definition) ? "twice by the same definition" : $"by definition '{other.Code}' already";
                    definition.Cursor.Fault(
                        "when",
                        $"The condition {condition} of {definition.Cursor.Subject} is answered {again}.",
                        "Let one definition answer each condition, once.");
                }
                else if (!definition.Definition.Retired)
                {
                    _definitions[condition.Index] = definition.Definition;
                }
            }
        }
    }

    private void Resolve()
    {
        var own = (ErrorDefinition?[])_definitions.Clone();
        foreach (var condition in Condition.Everything)
        {
            for (var general = condition; _definitions[condition.Index] is null && general is not null; general = general.Fallback)
            {
                _definitions[condition.Index] = own[general.Index];
            }
        }
    }

    private void CheckComplete(MappingCursor root, IReadOnlyList<StageDescriptor> order)
    {
        var reachable = Always.Concat(order.SelectMany(stage => stage.Conditions)).Distinct();
        foreach (var missing in reachable.Where(condition => _definitions[condition.Index] is null).GroupBy(condition => condition.Root))
        {
            var names = missing.Where(condition => condition != missing.Key).Select(condition => condition.Name).ToArray();
            var which = names.Length == 0 || missing.Contains(missing.Key) ? missing.Key.Name : Quoting.Alternatives(names);
            root.Fault(
                "errors",
                $"No definition answers {which}, which can arise.",
                $"Add `when: {missing.Key}` to a definition{(names.Length == 0 ? "." : $", or a definition for {Quoting.Alternatives(names)}.")}");
        }
    }

    private void CheckMessages(IReadOnlyList<ParsedError> definitions)
    {
        foreach (var definition in definitions)
        {
            foreach (var condition in definition.MessageConditions.Where(condition => !ReferenceEquals(_definitions[condition.Index], definition.Definition)))
            {
                definition.Cursor.Fault(
                    "messages",
                    $"{definition.Cursor.Name} has a message for {condition}, which {(_definitions[condition.Index] is { } other ? $"definition '{other.Code}' answers" : "no definition answers")}.",
                    "Move the message there, or take it away.");
            }
        }
    }
}
