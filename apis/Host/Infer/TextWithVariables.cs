using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Finds texts that are the same but for the request's id or the code in them.</summary>
internal static class TextWithVariables
{
    private const int ShortestPart = 3;

    /// <summary>The text; null where the values have nothing of the kind.</summary>
    public static EnvelopeValue.Text? Find(IReadOnlyList<Node> nodes)
    {
        if (nodes.Any(node => node.Kind != JsonValueKind.String || !LeafText.IsClean(node.Text)))
        {
            return null;
        }

        foreach (var (variable, valueOf) in Candidates)
        {
            var parts = nodes.Select(node => Split(node, valueOf(node.Sample))).ToArray();
            if (parts[0] is { } first && parts.All(part => part == first))
            {
                return new EnvelopeValue.Text([.. Pieces(first, variable)]);
            }
        }

        return null;
    }

    private static (EnvelopeVariable Variable, Func<Sample, string?> ValueOf)[] Candidates { get; } =
    [
        (EnvelopeVariable.RequestId, sample => sample.RequestId),
        (EnvelopeVariable.Code, sample => sample.Code),
    ];

    private static (string Before, string After)? Split(Node node, string? part)
    {
        var at = part is { Length: >= ShortestPart } ? node.Text.IndexOf(part, StringComparison.Ordinal) : -1;
        return at < 0 ? null : (node.Text[..at], node.Text[(at + part!.Length)..]);
    }

    private static IEnumerable<TextPiece> Pieces((string Before, string After) words, EnvelopeVariable variable)
    {
        if (words.Before.Length > 0)
        {
            yield return new TextPiece(words.Before, null);
        }

        yield return new TextPiece(string.Empty, new EnvelopeValue.Variable(variable, Optional: false));
        if (words.After.Length > 0)
        {
            yield return new TextPiece(words.After, null);
        }
    }
}
