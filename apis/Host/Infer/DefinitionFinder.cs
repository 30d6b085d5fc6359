using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Makes a definition for each code.</summary>
internal sealed class DefinitionFinder(Roles roles, Findings findings, Notes notes)
{
    /// <summary>The definitions, in the order of their statuses.</summary>
    public IReadOnlyList<ProposedDefinition> Find(IReadOnlyList<ProposedEnvelope> envelopes)
    {
        var byCode = envelopes.SelectMany(envelope => envelope.Samples.Select(sample => (envelope.Name, Sample: sample)))
            .GroupBy(pair => pair.Sample.Code)
            .Select(same => (Code: same.Key, Envelope: MostCommon(same, pair => pair.Name), Samples: same.Select(pair => pair.Sample).ToArray()))
            .Select(found => (found.Code, found.Envelope, found.Samples, Status: MostCommon(found.Samples, sample => sample.Status)))
            .OrderBy(found => found.Status)
            .ToArray();
        var ofFields = envelopes.Where(envelope => EnvelopeUses.Of(envelope.Value).Any(variable => variable >= EnvelopeVariable.FaultCode))
            .Select(envelope => envelope.Name).ToHashSet();
        var conditions = ConditionGuess.Of(
        [
            .. byCode.Select(found => new RecordedCode(
                found.Code,
                found.Status,
                TextOf(found.Samples[0]),
                NamesFields: found.Envelope is not null ? ofFields.Contains(found.Envelope) : DetailsOf(found.Samples) is DetailsShape.FieldErrors)),
        ]);
        return [.. byCode.Select(found => Make(found.Code, found.Status, found.Envelope, found.Samples, conditions[found.Code]))];
    }

    private ProposedDefinition Make(string code, int status, string? envelope, Sample[] samples, IReadOnlyList<Condition> when)
    {
        if (samples.Any(sample => sample.Status != status))
        {
            notes.Add($"The code {code} was recorded with several statuses; {status} is the most frequent.");
        }

        var details = DetailsOf(samples);
        var known = when.SelectMany(condition => condition.Arguments).ToArray();
        string[] members = details is DetailsShape.Object shape
            ? [.. shape.Members.Where(member => member.Type != DetailsType.FieldErrors).Select(member => member.Name)]
            : [];
        var message = new MessageFinder(samples, roles, when, members).Find();
        string[] needed = [.. message.Arguments.Concat(findings.Arguments.TryGetValue(code, out var own) ? own : []).Concat(when.Count > 0 ? members : [])];
        int[] waits = [.. samples.Select(sample => sample.RetryAfter).OfType<int>().Distinct()];
        return new ProposedDefinition(new CodeText(code, samples.All(sample => sample.IsCodeNumber)), status)
        {
            When = when,
            Title = TitleOf(samples, status),
            Message = message.Text,
            OtherMessages = message.Others,
            Arguments = [.. needed.Except(known).Except(when.Count > 0 ? [] : members).Distinct(StringComparer.Ordinal)],
            Details = details,
            Envelope = envelope,
            RetryAfter = !when.Contains(Condition.RateExceeded) && status != 429 && waits is [var wait]
                && samples.All(sample => sample.RetryAfter is not null) ? wait : null,
        };
    }

    private static TValue MostCommon<T, TValue>(IEnumerable<T> items, Func<T, TValue> of) => items.GroupBy(of).MaxBy(same => same.Count())!.Key;

    private string TextOf(Sample sample) =>
        roles.Message is { } path && sample.Leaves.TryGetValue(path, out var values) ? LeafText.Of(values[0]) : string.Empty;

    private string? TitleOf(Sample[] samples, int status)
    {
        var phrase = ReasonPhrases.Of(status);
        var title = roles.Title is { } path && samples[0].Leaves.TryGetValue(path, out var values) ? LeafText.Of(values[0]) : null;
        return phrase is null ? title ?? ReasonPhrases.TitleOf(status) : title == phrase ? null : title;
    }

    private DetailsShape DetailsOf(Sample[] samples)
    {
        JsonElement[] found = roles.Details is { } path
            ? [.. samples.Select(sample => sample.At(path)).OfType<JsonElement>().Where(value => value.ValueKind == JsonValueKind.Object)]
            : [];
        if (found.Length == 0)
        {
            return DetailsShape.None;
        }

        return found.All(value => FieldErrorForms.Of(value) is not null)
            ? new DetailsShape.FieldErrors()
            : new DetailsShape.Object([.. MemberOrder.Of(found).Select(name => MemberOf(name, found))]);
    }

    private static DetailsMember MemberOf(string name, JsonElement[] found)
    {
        JsonElement[] values = [.. found.Where(value => value.TryGetProperty(name, out _)).Select(value => value.GetProperty(name))];
        var type = LeafValues.DetailsTypeOf(values);
        return new DetailsMember(name, type, Optional: values.Length < found.Length && type != DetailsType.StringList);
    }
}
