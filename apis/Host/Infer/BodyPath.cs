namespace Lintel.Host.Infer;

/// <summary>A place in bodies: the names of members from the outside in, and <c>[]</c> for the items of a list.</summary>
internal sealed class BodyPath : IEquatable<BodyPath>
{
    // No name of a member is taken for it: one with this character is not said by the contract language either.
    public const string ItemStep = "\u0001";

    private readonly string _key;

    private BodyPath(string[] steps)
    {
        Steps = steps;
        _key = string.Concat(steps.Select(step => '\0' + step));
    }

    public static BodyPath Root { get; } = new([]);

    public IReadOnlyList<string> Steps { get; }

    /// <summary>The name of the innermost member; empty for the whole body.</summary>
    public string Name => Steps.LastOrDefault(step => step != ItemStep) ?? string.Empty;

    /// <summary>true if a list is on the way.</summary>
    public bool IsInList => Steps.Contains(ItemStep);

    public BodyPath Item => new([.. Steps, ItemStep]);

    public BodyPath Member(string name) => new([.. Steps, name]);

    /// <summary>true if the place is this one or inside it.</summary>
    public bool Holds(BodyPath? other) => other is not null
        && (Equals(other) || other._key.StartsWith(_key + '\0', StringComparison.Ordinal));

    public bool Equals(BodyPath? other) => other is not null && string.Equals(_key, other._key, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as BodyPath);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() =>
        Steps.Count == 0 ? "the body" : string.Concat(Steps.Select((step, at) => step == ItemStep ? "[]" : at == 0 ? step : "." + step));
}
