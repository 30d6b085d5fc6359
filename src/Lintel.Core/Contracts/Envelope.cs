namespace Lintel.Contracts;

/// <summary>A value of a definition, a request or a faulty field that an envelope shows, by its word in a contract.</summary>
internal enum EnvelopeVariable
{
    /// <summary>The definition's code; a number where the contract writes it as one.</summary>
    Code,

    /// <summary>The definition's message with its placeholders filled.</summary>
    Message,

    /// <summary>The definition's title.</summary>
    Title,

    /// <summary>The HTTP status, a number.</summary>
    Status,

    /// <summary>The reason phrase of the HTTP status, such as <c>Not Found</c>.</summary>
    ReasonPhrase,

    /// <summary>The address of the definition's page among the reference pages.</summary>
    Type,

    /// <summary>The address of the definition's documentation elsewhere, by the contract's <c>docs</c>.</summary>
    Docs,

    /// <summary>The definition's details.</summary>
    Details,

    /// <summary>The request's id.</summary>
    RequestId,

    /// <summary>The whole seconds of the <c>Retry-After</c> header.</summary>
    RetryAfter,

    /// <summary>The request's method.</summary>
    Method,

    /// <summary>The request's path, decoded, without its query.</summary>
    Path,

    /// <summary>The request's path as a URI reference (RFC 9457 section 3.1.5).</summary>
    Instance,

    /// <summary>The id of the trace that the request belongs to, 32 hexadecimal digits (W3C Trace Context).</summary>
    TraceId,

    /// <summary>The address of the page that explains the request to its caller.</summary>
    Help,

    /// <summary>The time of the error, RFC 3339 with milliseconds and <c>Z</c>.</summary>
    Timestamp,

    /// <summary>The time of the error, RFC 3339 with milliseconds and <c>+00:00</c>.</summary>
    TimestampOffset,

    /// <summary>The time of the error in whole seconds since 1970, a number.</summary>
    TimestampSeconds,

    /// <summary>The time of the error in milliseconds since 1970, a number.</summary>
    TimestampMilliseconds,

    /// <summary>An argument of the refusal, by its name.</summary>
    Argument,

    /// <summary>A member that the contract declares and definitions set, by its name.</summary>
    Member,

    /// <summary>The contract's word for what is wrong with a field.</summary>
    FaultCode,

    /// <summary>The problem of a field, a sentence.</summary>
    FaultMessage,

    /// <summary>The path to a field with brackets, such as <c>items[2].name</c>.</summary>
    FaultPath,

    /// <summary>The path to a field with dots, such as <c>items.2.name</c>.</summary>
    FaultDotted,

    /// <summary>The path to a field as a JSON pointer (RFC 6901), such as <c>/items/2/name</c>.</summary>
    FaultPointer,

    /// <summary>The path to a field as a list of names and places, such as <c>["items",2,"name"]</c>.</summary>
    FaultSegments,

    /// <summary>The name of the top-level field, such as <c>items</c>.</summary>
    FaultField,

    /// <summary>The part of the request that a field stands in: <c>body</c>, <c>query</c>, <c>path</c> or <c>header</c>.</summary>
    FaultLocation,

    /// <summary>The value that was sent for a field, where the contract lets values be echoed.</summary>
    FaultValue,
}

/// <summary>The faulty fields that <c>$each</c> goes through.</summary>
internal enum FaultSource
{
    /// <summary>Every fault.</summary>
    Faults,

    /// <summary>Those of a field.</summary>
    Fields,

    /// <summary>Those of the body, or another part of the request, as a whole.</summary>
    Wholes,

    /// <summary>Every fault, and where there is none the error itself.</summary>
    Errors,
}

/// <summary>The keys of faults in an object.</summary>
internal enum FaultKey
{
    /// <summary>The name of the top-level field.</summary>
    Field,

    /// <summary>The path with brackets.</summary>
    Path,

    /// <summary>The path with dots.</summary>
    Dotted,

    /// <summary>The path as a JSON pointer.</summary>
    Pointer,

    /// <summary>The path, an object inside an object for each of its segments.</summary>
    Nested,
}

/// <summary>A value in an envelope. A closed type.</summary>
internal abstract record EnvelopeValue
{
    private EnvelopeValue()
    {
    }

    /// <summary>true where the value is left out when there is nothing to say; false where it is null then.</summary>
    public bool IsLeftOut => this switch
    {
        Variable variable => variable.Optional,
        Group group => group.Members.Count > 0 && group.Members.All(member => member.Value.IsLeftOut),
        List list => list.Items.Count > 0 && list.Items.All(item => item.IsLeftOut),
        Each each => each.Optional,
        Keyed keyed => keyed.Optional,
        WhereFaults faults => faults.Optional,
        Nothing nothing => nothing.Optional,
        _ => false,
    };

    /// <summary>The same in every error.</summary>
    /// <param name="Json">The value as JSON.</param>
    public sealed record Constant(string Json) : EnvelopeValue;

    /// <summary>Filled for each definition, request or fault.</summary>
    /// <param name="Name">With what.</param>
    /// <param name="Optional">Whether it is left out, rather than null, where there is nothing to say.</param>
    /// <param name="Of">The name of the argument or member; empty for the others.</param>
    /// <param name="Type">The JSON type that the value is written as; null for its own.</param>
    public sealed record Variable(EnvelopeVariable Name, bool Optional, string Of = "", DetailsType? Type = null) : EnvelopeValue;

    /// <summary>A text with variables in it.</summary>
    /// <param name="Pieces">Its pieces in order.</param>
    public sealed record Text(IReadOnlyList<TextPiece> Pieces) : EnvelopeValue;

    /// <summary>An object. One with members of which every one may be left out is left out itself where none has anything to say.</summary>
    /// <param name="Members">Its members, in the order in which they are sent.</param>
    public sealed record Group(IReadOnlyList<EnvelopeMember> Members) : EnvelopeValue;

    /// <summary>The details of a definition: null as a whole where none of the arguments was given.</summary>
    /// <param name="Members">Its members, in the order in which they are sent.</param>
    public sealed record Details(IReadOnlyList<EnvelopeMember> Members) : EnvelopeValue;

    /// <summary>A form of field errors, null where there are none.</summary>
    /// <param name="Source">The faults of which there must be one.</param>
    /// <param name="Value">The form.</param>
    /// <param name="Optional">Whether it is left out, rather than null, where there are none.</param>
    public sealed record WhereFaults(FaultSource Source, EnvelopeValue Value, bool Optional = false) : EnvelopeValue;

    /// <summary>Never anything to say.</summary>
    /// <param name="Optional">Whether it is left out, rather than null.</param>
    public sealed record Nothing(bool Optional = false) : EnvelopeValue;

    /// <summary>A list. One with items of which every one may be left out is left out itself where none has anything to say.</summary>
    /// <param name="Items">Its items.</param>
    public sealed record List(IReadOnlyList<EnvelopeValue> Items) : EnvelopeValue;

    /// <summary>Items of a list, one for each fault.</summary>
    /// <param name="Source">The faults.</param>
    /// <param name="Optional">Whether the list may be left out where there are none.</param>
    /// <param name="Item">The value for a fault.</param>
    public sealed record Each(FaultSource Source, bool Optional, EnvelopeValue Item) : EnvelopeValue;

    /// <summary>An object with faults by field.</summary>
    /// <param name="Source">The faults.</param>
    /// <param name="Optional">Whether it is left out where there are none.</param>
    /// <param name="By">What they are keyed by.</param>
    /// <param name="Whole">The key of faults of a part of the request as a whole; null where they are not in it.</param>
    /// <param name="Leaf">The member that holds the value of a nested object; null where the value stands for the object.</param>
    /// <param name="Value">The value for a fault. Those of a field are joined where it is a list; otherwise that of its first fault stands for all.</param>
    public sealed record Keyed(FaultSource Source, bool Optional, FaultKey By, string? Whole, string? Leaf, EnvelopeValue Value) : EnvelopeValue;
}

/// <summary>A member of an envelope.</summary>
/// <param name="Name">Its name in the JSON.</param>
/// <param name="Value">What it holds.</param>
internal sealed record EnvelopeMember(string Name, EnvelopeValue Value);

/// <summary>A piece of a text: words that are always the same, or a variable.</summary>
/// <param name="Words">The words; empty for a variable.</param>
/// <param name="Variable">The variable; null for words.</param>
internal readonly record struct TextPiece(string Words, EnvelopeValue.Variable? Variable);
