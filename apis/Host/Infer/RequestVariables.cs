using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Finds the variables that go with a request, and that may have nothing to say: the wait, the time, the path, the method, the trace.</summary>
internal static class RequestVariables
{
    private const long FirstSecond = 1_000_000_000;
    private const long LastSecond = 4_102_444_800;

    /// <summary>The variable; null where none fits.</summary>
    public static EnvelopeValue? Find(Node[] nodes, BodyPath path, bool isOptional)
    {
        if (nodes.All(node => node.Sample.RetryAfter is { } wait && node.Text == LeafText.OfStatus(wait))
            && (NameScores.IsWait(path.Name) || nodes.Select(node => node.Text).Distinct().Count() > 1))
        {
            return LeafValues.AsWritten(new EnvelopeValue.Variable(EnvelopeVariable.RetryAfter, isOptional), nodes);
        }

        return (isOptional ? null : TimeOf(nodes, path)) ?? OfRequest(nodes, path, isOptional);
    }

    private static EnvelopeValue? TimeOf(Node[] nodes, BodyPath path)
    {
        if (nodes.All(node => node.Kind == JsonValueKind.String && LeafText.IsTime(node.Text)))
        {
            return Variable(nodes.All(node => node.Text.EndsWith('Z')) ? EnvelopeVariable.Timestamp : EnvelopeVariable.TimestampOffset);
        }

        if (!NameScores.IsTime(path.Name) || !nodes.All(node => WholeNumberText.TryParse(node.Text, out long _)))
        {
            return null;
        }

        var values = nodes.Select(node => WholeNumberText.TryParse(node.Text, out long value) ? value : 0).ToArray();
        EnvelopeVariable? unit = values.All(value => value is >= FirstSecond and <= LastSecond) ? EnvelopeVariable.TimestampSeconds
            : values.All(value => value is >= FirstSecond * 1000 and <= LastSecond * 1000) ? EnvelopeVariable.TimestampMilliseconds
            : null;
        return unit is { } found ? LeafValues.AsWritten(new EnvelopeValue.Variable(found, Optional: false), nodes) : null;
    }

    private static EnvelopeValue.Variable? OfRequest(Node[] nodes, BodyPath path, bool isOptional)
    {
        if (nodes.Any(node => node.Kind != JsonValueKind.String))
        {
            return null;
        }

        Node[] known = [.. nodes.Where(node => node.Sample.Exchange.Request is not null)];
        if (known.Length > 0 && known.All(node => node.Text == node.Sample.Exchange.Request!.RawPath) && nodes.All(node => node.Text.StartsWith('/')))
        {
            return Variable(path.Name == "instance" ? EnvelopeVariable.Instance : EnvelopeVariable.Path, isOptional);
        }

        if (known.Length == nodes.Length && known.All(node => node.Text == node.Sample.Exchange.Request!.Method))
        {
            return Variable(EnvelopeVariable.Method, isOptional);
        }

        if (known.Length == 0 && path.Name is "path" or "instance" && nodes.All(node => node.Text.StartsWith('/')))
        {
            return Variable(path.Name == "path" ? EnvelopeVariable.Path : EnvelopeVariable.Instance, isOptional);
        }

        return path.Name.Contains("trace", StringComparison.OrdinalIgnoreCase) && nodes.All(node => LeafText.IsTraceId(node.Text))
            ? Variable(EnvelopeVariable.TraceId, isOptional)
            : null;
    }

    private static EnvelopeValue.Variable Variable(EnvelopeVariable name, bool isOptional = false) => new(name, isOptional);
}
