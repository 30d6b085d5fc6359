using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Puts samples whose bodies have one shape together.</summary>
internal sealed class EnvelopeFinder(Roles roles, Notes notes)
{
    private const int MostEnvelopes = 16;

    /// <summary>The shapes, that of most codes first, and those of validation alone last. Samples that have none are left out, and noted.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="findings">Receives what the shapes need.</param>
    /// <param name="style">How codes are spelled.</param>
    public IReadOnlyList<ProposedEnvelope> Find(IReadOnlyList<Sample> samples, Findings findings, CodeStyle style)
    {
        foreach (var sample in samples.Where(sample => !sample.HasOwnCode))
        {
            sample.Code = style.SpellStatus(sample.Status);
        }

        var groups = Partition(samples)
            .OrderBy(group => group.All(sample => sample.Status is 400 or 422))
            .ThenByDescending(group => group.Select(sample => sample.Code).Distinct().Count())
            .ThenByDescending(group => group.Count)
            .Take(MostEnvelopes + 1)
            .ToArray();
        NameCodes(groups, style);
        var envelopes = new List<ProposedEnvelope>();
        foreach (var group in groups)
        {
            var value = new ShapeMerger(roles, findings, notes).Merge(group);
            envelopes.Add(new ProposedEnvelope(envelopes.Count == 0 ? null : NameOf(group, value, envelopes), value, group));
        }

        return envelopes;
    }

    private List<IReadOnlyList<Sample>> Partition(IReadOnlyList<Sample> samples)
    {
        var waiting = new Queue<IReadOnlyList<Sample>>([samples]);
        var done = new List<IReadOnlyList<Sample>>();
        while (waiting.TryDequeue(out var group))
        {
            if (WhereItDiffers(group) is not { } path)
            {
                done.Add(group);
                continue;
            }

            var parts = group.GroupBy(sample => KindAt(sample, path)).Select(part => (IReadOnlyList<Sample>)[.. part]).ToArray();
            parts = parts.Length > 1 ? parts : [.. group.GroupBy(sample => Signature(sample.Body)).Select(part => (IReadOnlyList<Sample>)[.. part])];
            if (parts.Length == 1 || done.Count + waiting.Count + parts.Length > 2 * MostEnvelopes)
            {
                notes.Add($"{group.Count} responses differ at {path} in a way that no envelope can say; they were left out.");
                continue;
            }

            foreach (var part in parts)
            {
                waiting.Enqueue(part);
            }
        }

        return done;
    }

    private BodyPath? WhereItDiffers(IReadOnlyList<Sample> group)
    {
        try
        {
            new ShapeMerger(roles, new Findings(), new Notes()).Merge(group);
            return null;
        }
        catch (SplitException exception)
        {
            return exception.Path;
        }
    }

    private static string KindAt(Sample sample, BodyPath path) => sample.At(path) switch
    {
        null => "none",
        { ValueKind: JsonValueKind.Array } list => $"list of {list.GetArrayLength()}",
        { ValueKind: JsonValueKind.Object } => "object",
        { ValueKind: JsonValueKind.Null } => "null",
        _ => "scalar",
    };

    private static string Signature(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(member => member.Name + ":" + Signature(member.Value)))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Signature))}]",
        JsonValueKind.Null => "null",
        _ => "scalar",
    };

    /// <summary>Codes that no body says differ from envelope to envelope, because a definition has one.</summary>
    private static void NameCodes(IReadOnlyList<Sample>[] groups, CodeStyle style)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            foreach (var same in group.Where(sample => !sample.HasOwnCode).GroupBy(sample => sample.Code).ToArray())
            {
                var status = same.First().Status;
                var code = same.Key;
                for (var count = 2; taken.Contains(code); count++)
                {
                    code = count == 2 && ValidationStatus.Is(status) ? style.Spell("validation", "error") : style.SpellStatus(status, count);
                }

                foreach (var sample in same)
                {
                    sample.Code = code;
                }
            }

            taken.UnionWith(group.Select(sample => sample.Code));
        }
    }

    private static string NameOf(IReadOnlyList<Sample> group, EnvelopeValue value, List<ProposedEnvelope> others)
    {
        var name = group.All(sample => ValidationStatus.Is(sample.Status)) && EnvelopeUses.Of(value).Any(variable => variable >= EnvelopeVariable.FaultCode)
            ? "validation"
            : $"shape{others.Count + 1}";
        return others.Exists(other => other.Name == name) ? $"{name}{others.Count + 1}" : name;
    }
}
