namespace Lintel.FieldService.Bodies;

/// <summary>A field of a body: sent with a value, or not.</summary>
/// <param name="IsSent">Whether there is a value, be it the default that stands for a blank.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Sent<T>(bool IsSent, T Value)
{
    public static implicit operator Sent<T>(T value) => new(true, value);

    public T Or(T current) => IsSent ? Value : current;
}

/// <summary>The body of a change.</summary>
internal interface IChange
{
    /// <summary>True where no field was sent.</summary>
    bool IsEmpty { get; }
}

/// <summary>What a body does to a record.</summary>
internal enum WriteMode
{
    /// <summary>It makes one; what is not sent has its default.</summary>
    Create,

    /// <summary>It takes the place of one; what is not sent has its default again.</summary>
    Replace,

    /// <summary>It changes one; what is not sent stays, and a blank sets the default again.</summary>
    Change,
}
