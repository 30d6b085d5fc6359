namespace Lintel.Contracts;

/// <summary>Makes up what fills the placeholders of a definition.</summary>
internal static class SampleRefusal
{
    private const int Seconds = 30;
    private const string WholeProblem = "The request body is not valid JSON.";

    /// <summary>A refusal that the definition answers, with an argument of each name and a fault of each of two kinds.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="asked">The condition; null for the first of the definition's own.</param>
    public static Refusal Of(Contract contract, ErrorDefinition definition, Condition? asked)
    {
        RefusalArgument[] arguments =
            [.. (definition.Texts.Arguments ?? []).Select(name => new RefusalArgument(name, Value(contract, definition, name, asked)))];
        var condition = asked ?? (definition.When.Count > 0 ? definition.When[0] : null);
        var refusal = condition is not null
            ? Refusal.For(condition, arguments)
            : Refusal.WithCode(definition.Code, [.. arguments.Select(argument => (argument.Name, argument.Value))]);
        if (definition.Retry is RetryAdvice.AfterHeader && definition.RetryAfter is null)
        {
            refusal = refusal.RetryIn(Seconds);
        }

        return condition is not null && condition.Root == Condition.RequestInvalid && !IsOfFields(condition)
            ? refusal.WithFaults([new FieldFault(FieldLocation.Body, string.Empty, FieldFaultKind.Other, WholeProblem)])
            : (condition is not null && IsOfFields(condition)) || definition.Details is DetailsShape.FieldErrors ? refusal.WithFaults(Faults(contract))
            : refusal;
    }

    private static bool IsOfFields(Condition condition) => condition == Condition.RequestInvalid || condition == Condition.RequestFieldMissing;

    private static FieldFault[] Faults(Contract contract) =>
    [
        Fault(contract, "name", FieldFaultKind.Missing),
        Fault(contract, "items[2].count", FieldFaultKind.TooLarge) with { Value = contract.FieldErrors.EchoesValues ? 5000 : null },
    ];

    private static FieldFault Fault(Contract contract, string field, FieldFaultKind kind)
    {
        var text = contract.FieldErrors.TextOf(kind).Replace("{field}", field, StringComparison.Ordinal).Replace("{limit}", "100", StringComparison.Ordinal);
        return new FieldFault(FieldLocation.Body, field, kind, text);
    }

    private static object? Value(Contract contract, ErrorDefinition definition, string name, Condition? asked)
    {
        var member = definition.Details is DetailsShape.Object shape ? shape.Members.FirstOrDefault(one => one.Name == name) : null;
        return (member?.Type, name) switch
        {
            (DetailsType.Integer, _) or (_, "limit") => 100,
            (DetailsType.Number, _) => 1.5m,
            (DetailsType.Boolean, _) => true,
            (DetailsType.StringList, _) or (_, "available") => new[] { contract.Scopes is [var first, ..] ? first.Name : "things:read" },
            (_, "retryAfter") => Seconds,
            (_, "window") => "1 minute",
            (_, "method") => "PATCH",
            (_, "required") => contract.Scopes is [_, var second, ..] ? second.Name : "things:write",
            (_, "field") => "name",
            (_, "id") => "1",
            (_, "resource") => "Thing",
            (_, "problem") when asked is not null && asked.Root == Condition.RequestInvalid && !IsOfFields(asked) => WholeProblem,
            (_, "problem") => definition.When.Any(condition => condition.Root == Condition.RequestInvalid)
                ? Fault(contract, "name", FieldFaultKind.Missing).Problem
                : "Thing 1 was not found.",
            _ => $"<{name}>",
        };
    }
}
