using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Renders recorded bodies by a contract, with what the recordings say of arguments and faults.</summary>
internal static class Replay
{
    /// <summary>true if the contract renders the recorded body, but for white space and escapes.</summary>
    public static bool IsSame(Contract contract, Sample sample) => Render(contract, sample) is { } body && body == Compact(sample.Body);

    /// <summary>true if the contract renders the recorded body, but for its message.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="sample">The error.</param>
    /// <param name="message">The place of the message.</param>
    public static bool IsSameButMessage(Contract contract, Sample sample, BodyPath? message)
    {
        if (message is null || Render(contract, sample) is not { } body)
        {
            return false;
        }

        using var rendered = JsonDocument.Parse(body);
        var other = new Sample(sample.Exchange, rendered.RootElement);
        return sample.Leaves.TryGetValue(message, out var recorded)
            && other.Leaves.TryGetValue(message, out var own)
            && recorded is [var text]
            && own is [var ownText]
            && Compact(sample.Body).Replace(LeafValues.JsonOf(text), LeafValues.JsonOf(ownText), StringComparison.Ordinal) == body;
    }

    /// <summary>The body that the contract renders; null where no definition has the code.</summary>
    public static string? Render(Contract contract, Sample sample)
    {
        if (!contract.TryGetError(sample.Code, out var definition))
        {
            return null;
        }

        var filling = new FillingReader(contract, definition, sample).Read();
        var refusal = Refusal.WithCode(definition.Code, [.. filling.Arguments.Select(argument => (argument.Key, argument.Value))]).WithFaults(filling.Faults);
        if (sample.RetryAfter is { } wait)
        {
            refusal = refusal.RetryIn(wait);
        }

        var output = new ArrayBufferWriter<byte>();
        var error = definition.WithStatus(sample.Status);
        error.Template.Write(output, new ErrorContext(refusal, sample.RequestId ?? string.Empty, Request: FactsOf(sample, filling)));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>A body without white space, with as few escapes as JSON admits.</summary>
    public static string Compact(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(member => $"{Quoted(member.Name)}:{Compact(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Compact))}]",
        _ => LeafValues.JsonOf(value),
    };

    private static string Quoted(string text)
    {
        var quoted = new ArrayBufferWriter<byte>();
        JsonFormat.Instance.WriteString(quoted, text);
        return Encoding.UTF8.GetString(quoted.WrittenSpan);
    }

    private static RequestFacts FactsOf(Sample sample, Filling filling) => new(
        filling.Request.GetValueOrDefault(EnvelopeVariable.Method) ?? sample.Exchange.Request?.Method,
        filling.Request.GetValueOrDefault(EnvelopeVariable.Path) ?? sample.Exchange.Request?.Path,
        filling.Request.GetValueOrDefault(EnvelopeVariable.Instance) ?? sample.Exchange.Request?.RawPath,
        filling.Request.GetValueOrDefault(EnvelopeVariable.TraceId),
        TimeOf(filling.Request));

    private static DateTimeOffset TimeOf(Dictionary<EnvelopeVariable, string> request) =>
        Read(request, EnvelopeVariable.TimestampSeconds) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : Read(request, EnvelopeVariable.TimestampMilliseconds) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : DateTimeOffset.TryParse(
                request.GetValueOrDefault(EnvelopeVariable.Timestamp) ?? request.GetValueOrDefault(EnvelopeVariable.TimestampOffset),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time) ? time : DateTimeOffset.UnixEpoch;

    private static long? Read(Dictionary<EnvelopeVariable, string> request, EnvelopeVariable variable) =>
        request.TryGetValue(variable, out var text) && WholeNumberText.TryParse(text, out long number) ? number : null;
}
