namespace Lintel.Contracts;

/// <summary>A node of a contract file, with the place where it begins.</summary>
internal abstract record YamlNode(SourcePosition Position)
{
    /// <summary>What the node is called in faults.</summary>
    public abstract string Kind { get; }
}

/// <summary>A text. Plain ones, without quotes, may also stand for a number, a truth value or nothing.</summary>
internal sealed record YamlScalar(SourcePosition Position, string Value, bool IsPlain) : YamlNode(Position)
{
    /// <summary>Whether nothing was written, or one of YAML's words for it.</summary>
    public bool IsNull => IsPlain && CoreSchema.IsNull(Value);

    /// <summary>The kind of value that the scalar is by the core schema where it is no text; null for texts.</summary>
    public string? OtherKind => IsPlain ? CoreSchema.KindOf(Value) : null;

    public override string Kind => "a text";
}

/// <summary>A list.</summary>
internal sealed record YamlSequence(SourcePosition Position, IReadOnlyList<YamlNode> Items) : YamlNode(Position)
{
    public override string Kind => "a list";
}

/// <summary>Members with names, in the order of the file; no name occurs twice.</summary>
internal sealed record YamlMapping(SourcePosition Position, IReadOnlyList<YamlMember> Members) : YamlNode(Position)
{
    public override string Kind => "a mapping";
}

/// <summary>A member of a mapping.</summary>
internal sealed record YamlMember(YamlScalar Key, YamlNode Value)
{
    public string Name => Key.Value;

    public SourcePosition Position => Key.Position;
}
