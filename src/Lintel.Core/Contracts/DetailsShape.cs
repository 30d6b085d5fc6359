namespace Lintel.Contracts;

/// <summary>The JSON type of a member of <c>$details</c>.</summary>
internal enum DetailsType
{
    /// <summary>A text.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list of texts.</summary>
    StringList,

    /// <summary>The faulty fields, in the contract's form.</summary>
    FieldErrors,
}

/// <summary>The shape of the envelope's <c>$details</c> for one definition. A closed type.</summary>
internal abstract record DetailsShape
{
    private DetailsShape()
    {
    }

    /// <summary>The definition has no details.</summary>
    public static DetailsShape None { get; } = new Nothing();

    /// <summary>The definition has no details.</summary>
    public sealed record Nothing : DetailsShape;

    /// <summary>The faulty fields, in the contract's form.</summary>
    public sealed record FieldErrors : DetailsShape;

    /// <summary>An object that the arguments of the same names fill, and the faulty fields where a member is of that type.</summary>
    /// <param name="Members">Its members, in the order in which they are sent.</param>
    public sealed record Object(IReadOnlyList<DetailsMember> Members) : DetailsShape;
}

/// <summary>A member of <c>$details</c>.</summary>
/// <param name="Name">Its name in the JSON, and of the argument that fills it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Optional">True where the member is left out when there is nothing to say; false where it is null then.</param>
internal sealed record DetailsMember(string Name, DetailsType Type, bool Optional = false);
