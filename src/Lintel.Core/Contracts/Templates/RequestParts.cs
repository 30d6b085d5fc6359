using System.Buffers;
using System.Globalization;

namespace Lintel.Contracts;

/// <summary>A text of the request, inside quotes that are constants.</summary>
internal sealed class RequestPart(EnvelopeVariable variable, BodyFormat format) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) => Of(context.Request) is not null;

    public override void Write(IBufferWriter<byte> output, in ErrorContext context) => format.WriteEscaped(output, Of(context.Request));

    private string? Of(RequestFacts? request) => variable switch
    {
        EnvelopeVariable.Method => request?.Method,
        EnvelopeVariable.Path => request?.Path,
        EnvelopeVariable.Instance => request?.Instance,
        EnvelopeVariable.Help => request?.Help,
        _ => request?.TraceId,
    };
}

/// <summary>The time of the error as a text, inside quotes that are constants.</summary>
/// <param name="offset">What stands after the milliseconds.</param>
internal sealed class TimePart(string offset) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) => context.Request is not null;

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        Span<char> text = stackalloc char[32];
        if (context.Request is { } request && request.Time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture))
        {
            Utf8Text.Write(output, text[..length]);
            Utf8Text.Write(output, offset);
        }
    }
}

/// <summary>The time of the error as a number since 1970.</summary>
/// <param name="inMilliseconds">The unit: milliseconds, or whole seconds.</param>
internal sealed class TimeNumberPart(bool inMilliseconds) : TemplatePart
{
    public override bool IsPresent(in ErrorContext context) => context.Request is not null;

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        if (context.Request is { } request)
        {
            BodyFormat.WriteInteger(output, inMilliseconds ? request.Time.ToUnixTimeMilliseconds() : request.Time.ToUnixTimeSeconds());
        }
    }
}
