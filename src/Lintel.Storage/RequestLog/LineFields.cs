using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>
/// The fields of a line that often are what they were in the line before, by number. A line begins with two bytes in which a bit is set for each of them
/// that differs; only those are written, in this order.
/// </summary>
internal static class LineFields
{
    public const int Api = 0;
    public const int Operation = 1;
    public const int Method = 2;
    public const int Route = 3;
    public const int Code = 4;
    public const int Condition = 5;
    public const int Cause = 6;
    public const int Key = 7;
    public const int Account = 8;
    public const int Address = 9;
    public const int InboundId = 10;

    /// <summary>How many are texts; they come first.</summary>
    public const int Texts = 11;

    public const int Status = 11;
    public const int RequestBytes = 12;
    public const int ResponseBytes = 13;

    /// <summary>How many are texts or numbers.</summary>
    public const int Values = 14;

    /// <summary>Set where the line has arguments at all.</summary>
    public const int Arguments = 14;

    /// <summary>
    /// Set where more follows the arguments: a byte of <see cref="TraceId"/>, <see cref="SpanId"/>, <see cref="Compared"/>, <see cref="Shadow"/>,
    /// <see cref="Application"/> and <see cref="Trail"/>, then what they name.
    /// </summary>
    public const int More = 15;

    /// <summary>The trace id follows, in 16 bytes.</summary>
    public const byte TraceId = 1;

    /// <summary>The compared values follow, as a text.</summary>
    public const byte Compared = 2;

    /// <summary>The request is one that shadow mode would have refused; nothing follows.</summary>
    public const byte Shadow = 4;

    /// <summary>The span id follows the trace id, in 8 bytes.</summary>
    public const byte SpanId = 8;

    /// <summary>The id of the application follows the compared values, as a text.</summary>
    public const byte Application = 16;

    /// <summary>The trail of the guards follows the id of the application: the number of its lines, and each as a text.</summary>
    public const byte Trail = 32;

    /// <summary>The number of bytes of a trace id.</summary>
    public const int TraceIdLength = 16;

    /// <summary>The number of bytes of a span id.</summary>
    public const int SpanIdLength = 8;

    /// <summary>In the place of a text: there is none.</summary>
    public const int None = 0;

    /// <summary>In the place of a text: a new one follows.</summary>
    public const int New = 1;

    /// <summary>In the place of a text: the block's first one; the others count on from here.</summary>
    public const int First = 2;

    /// <summary>In the place of a length: the arguments are those that came last. None are so long.</summary>
    public const int LastArguments = RefusalArgumentsJson.MaxLength + 1;
}
