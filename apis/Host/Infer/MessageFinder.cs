using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>A message with its placeholders, and the arguments that fill them.</summary>
/// <param name="Text">The message.</param>
/// <param name="Arguments">The arguments.</param>
internal sealed record FoundMessage(string Text, IReadOnlyList<string> Arguments)
{
    /// <summary>Other messages that were recorded, where one had to be chosen.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}

/// <summary>Makes one message of those that a code was recorded with.</summary>
/// <param name="samples">The samples of the code.</param>
/// <param name="roles">The places that have a meaning.</param>
/// <param name="when">The conditions that the definition answers.</param>
/// <param name="details">The names of its details.</param>
internal sealed class MessageFinder(Sample[] samples, Roles roles, IReadOnlyList<Condition> when, IReadOnlyCollection<string> details)
{
    private const string Problem = "problem";
    private const int LongestMessage = 2048;
    private const int FewestWords = 2;
    private const int MostOthers = 8;

    private static readonly HashSet<string> Small = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "an", "the", "is", "are", "be", "of", "must", "at", "in", "for", "by", "has", "have", "not", "no", "than", "least", "most", "or", "and",
        "one", "with", "on", "requestId",
    };

    private readonly string[] _known = [.. when.SelectMany(condition => condition.Arguments)];

    /// <summary>
    /// Finds it. Lintel raises conditions with their own arguments alone, so that a message of theirs has no others: it is the whole problem where there is
    /// one, and otherwise the message that was recorded most.
    /// </summary>
    public FoundMessage Find()
    {
        var found = FindTemplate();
        if (when.Count == 0 || found.Arguments.All(argument => _known.Contains(argument) || details.Contains(argument)))
        {
            return found;
        }

        if (found.Arguments.Except(_known).Except(details).ToArray() is [var only] && _known.FirstOrDefault(name => name != Problem) is { } meant
            && !_known.Contains(Problem))
        {
            var text = found.Text.Replace($"{{{only}}}", $"{{{meant}}}", StringComparison.Ordinal);
            return new FoundMessage(text, [.. found.Arguments.Select(name => name == only ? meant : name)]);
        }

        if (_known.Contains(Problem))
        {
            return new FoundMessage($"{{{Problem}}}", [Problem]);
        }

        string[] texts = [.. samples.Select(TextOf).OfType<string>().GroupBy(text => text).OrderByDescending(same => same.Count()).Select(same => same.Key)];
        var most = LeafText.IsClean(texts[0]) ? texts[0] : ReasonPhrases.TitleOf(samples[0].Status);
        return new FoundMessage(Escape(most), []) { Others = [.. texts.Skip(1).Take(MostOthers)] };
    }

    private FoundMessage FindTemplate()
    {
        var texts = samples.Select(sample => (Sample: sample, Text: TextOf(sample))).Where(pair => pair.Text is not null).ToArray();
        if (texts.Length == 0)
        {
            return new FoundMessage(samples[0].Status == 200 ? samples[0].Code.Replace('_', ' ') : ReasonPhrases.TitleOf(samples[0].Status), []);
        }

        if (texts.Any(pair => pair.Text!.Length is 0 or > LongestMessage || pair.Text.Any(char.IsControl) || pair.Text.Trim().Length != pair.Text.Length))
        {
            return new FoundMessage($"{{{Problem}}}", [Problem]);
        }

        var names = SharedNames([.. texts.Select(pair => (pair.Sample, pair.Text!))]);
        var tokens = texts.Select(pair => MessageTokens.Split(pair.Text!, ValuesOf(pair.Sample).Where(value => names.Contains(value.Name)))).ToArray();
        var merged = Join(tokens);
        return new FoundMessage(
            string.Concat(merged.Select(token => token.Name is { } name ? $"{{{name}}}" : Escape(token.Text))),
            [.. merged.Select(token => token.Name).OfType<string>().Where(name => name != MessageTemplate.RequestId).Distinct(StringComparer.Ordinal)]);
    }

    private string? TextOf(Sample sample) => roles.Message is { } path && sample.Leaves.TryGetValue(path, out var values) ? LeafText.Of(values[0]) : null;

    private static string Escape(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    /// <summary>The names of values that every message has.</summary>
    private HashSet<string> SharedNames((Sample Sample, string Text)[] texts)
    {
        HashSet<string>? shared = null;
        foreach (var (sample, text) in texts)
        {
            var here = ValuesOf(sample).Where(value => MessageTokens.IndexOf(text, value.Text) >= 0).Select(value => value.Name)
                .ToHashSet(StringComparer.Ordinal);
            shared = shared is null ? here : [.. shared.Intersect(here)];
        }

        return shared ?? [];
    }

    private IEnumerable<(string Name, string Text)> ValuesOf(Sample sample)
    {
        if (sample.RequestId is { Length: > 4 } id)
        {
            yield return (MessageTemplate.RequestId, id);
        }

        if (sample.RetryAfter is { } wait)
        {
            yield return ("retryAfter", LeafText.OfStatus(wait));
        }

        if (sample.Exchange.Request is { } request && _known.Contains("method"))
        {
            yield return ("method", request.Method);
        }

        if (roles.Details is { } path && sample.At(path) is { ValueKind: JsonValueKind.Object } shown)
        {
            foreach (var member in shown.EnumerateObject())
            {
                var isValue = member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number;
                if (isValue && LeafText.Of(member.Value) is { Length: > 0 } text)
                {
                    yield return (member.Name, text);
                }
            }
        }
    }

    /// <summary>One list of tokens for all: those that differ are placeholders.</summary>
    private IReadOnlyList<MessageToken> Join(MessageToken[][] all)
    {
        var first = all[0];
        if (all.All(tokens => tokens.AsSpan().SequenceEqual(first)))
        {
            return first;
        }

        if (all.All(tokens => tokens.Length == first.Length) && Aligned(all) is { } aligned)
        {
            return aligned;
        }

        var before = Enumerable.Range(0, all.Min(tokens => tokens.Length)).TakeWhile(at => all.All(tokens => tokens[at] == first[at])).Count();
        var after = Enumerable.Range(1, all.Min(tokens => tokens.Length) - before).TakeWhile(at => all.All(tokens => tokens[^at] == first[^at])).Count();
        MessageToken[] prefix = [.. first.Take(before)];
        MessageToken[] suffix = [.. first.Skip(first.Length - after)];
        if (prefix.Concat(suffix).Count(token => token.IsWord) < FewestWords + 1)
        {
            return [new MessageToken(string.Empty, Problem)];
        }

        return [.. prefix, new MessageToken(string.Empty, NameAt(prefix, [])), .. suffix];
    }

    private List<MessageToken>? Aligned(MessageToken[][] all)
    {
        var merged = new List<MessageToken>();
        for (var at = 0; at < all[0].Length; at++)
        {
            var token = all[0][at];
            var isSame = all.All(tokens => tokens[at] == token);
            merged.Add(isSame ? token : new MessageToken(string.Empty, NameAt(merged, merged.Select(other => other.Name).OfType<string>())));
        }

        var words = merged.Count(token => token.IsWord);
        return words >= FewestWords && words >= merged.Count(token => token.Name is not null) ? merged : null;
    }

    /// <summary>The word before a place where messages differ names the value.</summary>
    private string NameAt(IEnumerable<MessageToken> before, IEnumerable<string> taken)
    {
        var word = before.Reverse().Where(token => token.Name is null).FirstOrDefault(token => token.IsWord)?.Text ?? string.Empty;
        var isName = word.Length is > 1 and <= 32 && word.All(char.IsAsciiLetter) && !Small.Contains(word);
        var name = isName ? char.ToLowerInvariant(word[0]) + word[1..] : "value";
        HashSet<string> others = [.. taken, .. samples.SelectMany(ValuesOf).Select(value => value.Name)];
        for (var count = 2; others.Contains(name); count++)
        {
            name = (isName ? word.ToLowerInvariant() : "value") + count;
        }

        return name;
    }
}
