namespace Lintel;

/// <summary>What is wrong with a field.</summary>
public enum FieldFaultKind
{
    /// <summary>It was not sent, is null where that does not count, or is blank.</summary>
    Missing,

    /// <summary>It has another JSON type.</summary>
    Type,

    /// <summary>It is none of the admitted words.</summary>
    OneOf,

    /// <summary>Fewer characters than admitted.</summary>
    TooShort,

    /// <summary>More characters than admitted.</summary>
    TooLong,

    /// <summary>Fewer items than admitted.</summary>
    TooFew,

    /// <summary>More items than admitted.</summary>
    TooMany,

    /// <summary>A number below its range.</summary>
    TooSmall,

    /// <summary>A number above its range.</summary>
    TooLarge,

    /// <summary>Not in its form: a date, an address, a pattern.</summary>
    Format,

    /// <summary>No such field.</summary>
    Unknown,

    /// <summary>Anything else, in the operation's own words.</summary>
    Other,
}

/// <summary>Where a field stands.</summary>
public enum FieldLocation
{
    /// <summary>In the JSON body.</summary>
    Body,

    /// <summary>In the query string.</summary>
    Query,

    /// <summary>In the path.</summary>
    Path,

    /// <summary>In a header.</summary>
    Header,
}

/// <summary>One fault of one field, public as it stands.</summary>
/// <param name="Location">Where the field stands.</param>
/// <param name="Field">The path to it, such as <c>items[2].name</c>; empty for the part of the request as a whole.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Problem">The contract's words for it, filled in.</param>
public sealed record FieldFault(FieldLocation Location, string Field, FieldFaultKind Kind, string Problem)
{
    /// <summary>
    /// What was sent, which the envelope's <c>$fault.value</c> shows: a string, a bool, a whole number, a decimal or a double. Null where it is not known,
    /// is an object or a list, or the contract does not say <c>echo: true</c>.
    /// </summary>
    public object? Value { get; init; }
}
