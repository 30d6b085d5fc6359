namespace Lintel.Contracts;

/// <summary>Which row answers which condition.</summary>
internal sealed class ConditionTable
{
    private static readonly Condition[] Always =
    [
        Condition.NotFound, Condition.RouteUnknown, Condition.ResourceMissing, Condition.MethodUnsupported, Condition.MethodUnknown,
        Condition.RequestInvalid, Condition.RequestMalformed, Condition.RequestUnreadable, Condition.RequestFieldMissing, Condition.RequestTooLarge, Condition.RequestUriTooLong,
        Condition.RequestHeadersTooLarge, Condition.RequestMediaType, Condition.RequestEncoding,
        Condition.ServerError, Condition.ServerNotImplemented, Condition.ServerDependency, Condition.ServerOverloaded, Condition.ServerTimeout,
    ];

    private readonly ErrorDefinition?[] _rows = new ErrorDefinition?[Condition.Count];

    /// <summary>Resolves every condition, with fallbacks, and notes what is answered twice or not at all.</summary>
    public static ErrorDefinition?[] Build(MappingCursor root, IReadOnlyList<ErrorRow> rows, IReadOnlyList<StageDescriptor> order)
    {
        var table = new ConditionTable();
        table.Take(rows);
        table.Resolve();
        if (rows.Count > 0)
        {
            table.CheckComplete(root, order);
            table.CheckMessages(rows);
        }

        return table._rows;
    }

    private void Take(IReadOnlyList<ErrorRow> rows)
    {
        foreach (var row in rows)
        {
            foreach (var condition in row.Definition.When)
            {
                if (_rows[condition.Index] is { } other)
                {
                    var again = ReferenceEquals(other, row.Definition) ? "twice by the same row" : $"by row '{other.Code}' already";
                    row.Cursor.Fault("when", $"The condition {condition} of {row.Cursor.Subject} is answered {again}.", "Let one row answer each condition, once.");
                }
                else if (!row.Definition.Retired)
                {
                    _rows[condition.Index] = row.Definition;
                }
            }
        }
    }

    private void Resolve()
    {
        var own = (ErrorDefinition?[])_rows.Clone();
        foreach (var condition in Condition.Everything)
        {
            for (var general = condition; _rows[condition.Index] is null && general is not null; general = general.Fallback)
            {
                _rows[condition.Index] = own[general.Index];
            }
        }
    }

    private void CheckComplete(MappingCursor root, IReadOnlyList<StageDescriptor> order)
    {
        var reachable = Always.Concat(order.SelectMany(stage => stage.Conditions)).Distinct();
        foreach (var missing in reachable.Where(condition => _rows[condition.Index] is null).GroupBy(Root))
        {
            var names = missing.Where(condition => condition != missing.Key).Select(condition => condition.Name).ToArray();
            var which = names.Length == 0 || missing.Contains(missing.Key) ? missing.Key.Name : Quoting.Alternatives(names);
            root.Fault("errors", $"No row answers {which}, which can arise.", $"Add `when: {missing.Key}` to a row{(names.Length == 0 ? "." : $", or a row for {Quoting.Alternatives(names)}.")}");
        }
    }

    private static Condition Root(Condition condition)
    {
        while (condition.Fallback is { } general)
        {
            condition = general;
        }

        return condition;
    }

    private void CheckMessages(IReadOnlyList<ErrorRow> rows)
    {
        foreach (var row in rows)
        {
            foreach (var condition in row.MessageConditions.Where(condition => !ReferenceEquals(_rows[condition.Index], row.Definition)))
            {
                row.Cursor.Fault("messages", $"{row.Cursor.Name} has a message for {condition}, which {(_rows[condition.Index] is { } other ? $"row '{other.Code}' answers" : "no row answers")}.", "Move the message there, or take it away.");
            }
        }
    }
}
