namespace Lintel.Contracts;

/// <summary>Advice on what a contract may say and had better not: no fault, and told on request.</summary>
internal static class ContractAdvice
{
    private static readonly HashSet<int> WorthARetry = [408, 409, 423, 425, 429];

    /// <summary>The advice on a contract, in the order of the file.</summary>
    public static IReadOnlyList<ContractFault> Of(Contract contract)
    {
        ErrorDefinition[] sent = [.. contract.Errors.Where(error => !error.Retired)];
        return
        [
            .. sent.SelectMany(error => OfOne(contract, error))
                .Concat(CodeSpelling.AdviceOn(sent).Select(advice => Make(contract, advice.Definition, advice.Problem, advice.Fix)))
                .Concat(Alike(contract, sent))
                .OrderBy(advice => (advice.File, advice.Line, advice.Column)),
        ];
    }

    private static IEnumerable<ContractFault> OfOne(Contract contract, ErrorDefinition error)
    {
        if (SaysNothing(error))
        {
            yield return Make(
                contract,
                error,
                $"The message of '{error.Code}' says no more than its title.",
                "Say in it what the caller does next; callers read messages before pages.");
        }

        if (error is { Status: >= 400 and < 500, Retry: not RetryAdvice.Never } && !WorthARetry.Contains(error.Status))
        {
            yield return Make(
                contract,
                error,
                $"'{error.Code}' is a {error.Status} that is worth a retry, and the same request will be refused again.",
                "Write `retry: never`, or a status for what passes by itself, such as 409, 425 or 503.");
        }

        if (error.When.Count > 0 && error.When.All(condition => !IsRaised(contract, condition)))
        {
            yield return Make(
                contract,
                error,
                $"Nothing raises '{error.Code}': `order` has no stage that refuses by {Quoting.Alternatives(error.When.Select(condition => condition.Name))}.",
                "Add the stage to `order`, or take the definition away.");
        }
    }

    /// <summary>Definitions that differ in nothing that callers can see, or in their code alone.</summary>
    private static IEnumerable<ContractFault> Alike(Contract contract, ErrorDefinition[] sent)
    {
        var fixedMessages = sent.Where(error => !ShowsCode(error) || MessageTemplate.Parse(error.Message)?.Placeholders.Any() == false);
        foreach (var group in fixedMessages.GroupBy(error => (error.Status, error.Message, ShowsCode(error) ? string.Empty : Members(error))))
        {
            var first = group.First();
            foreach (var error in group.Skip(1))
            {
                yield return ShowsCode(error)
                    ? Make(
                        contract,
                        error,
                        $"'{error.Code}' and '{first.Code}' have the same status and message.",
                        "Join them, or say in their messages what differs.")
                    : Make(
                        contract,
                        error,
                        $"Callers cannot tell '{error.Code}' from '{first.Code}': status and message are the same, and errors have no code.",
                        "Write other messages, or join them.");
            }
        }
    }

    private static bool ShowsCode(ErrorDefinition error) => error.Template.Uses.Contains(EnvelopeVariable.Code);

    private static string Members(ErrorDefinition error) =>
        string.Join('\n', error.Texts.Members.Select(member => $"{member.Key}={ArgumentText.Format(member.Value)}"));

    private static bool SaysNothing(ErrorDefinition error)
    {
        if (MessageTemplate.Parse(error.Message) is not { } template || template.Placeholders.Any())
        {
            return false;
        }

        var title = Words(error.Title).Concat(Words(error.Code)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Words(error.Message).All(title.Contains);
    }

    private static string[] Words(string text) =>
        text.Split([' ', '.', ',', '!', '_', '-', ':'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>
    /// Tells whether a condition can arise: a stage in the order raises it, or no stage at all does and operations may. Operations may raise every general one.
    /// </summary>
    private static bool IsRaised(Contract contract, Condition condition) =>
        condition.Fallback is null
        || contract.Order.Any(stage => stage.Conditions.Any(raised => raised.IsUnder(condition)))
        || ConditionTable.CanAlwaysArise(condition)
        || !StageDescriptor.All.Any(stage => stage.Conditions.Any(raised => raised.IsUnder(condition)));

    private static ContractFault Make(Contract contract, ErrorDefinition error, string problem, string fix) =>
        new(error.Position.File ?? contract.File, error.Position.Line, error.Position.Column, problem, fix);
}
