using System.Diagnostics.CodeAnalysis;

namespace Lintel;

/// <summary>A value, or the refusal that stands in its place.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Refusal? refusal)
    {
        _value = value;
        Refusal = refusal;
    }

    /// <summary>Why there is no value; null where there is one.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The value arrived.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal stands in its place.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>Takes the value.</summary>
    /// <returns>False where <see cref="Refusal"/> stands in its place.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return Refusal is null;
    }
}
