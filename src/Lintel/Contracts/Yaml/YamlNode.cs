namespace Lintel.Contracts;

/// <summary>A node of a contract file, with the line on which it begins.</summary>
internal abstract record YamlNode(int Line)
{
    /// <summary>What the node is called in faults.</summary>
    public abstract string Kind { get; }
}

/// <summary>A text. Plain ones, without quotes, may also stand for a number, a truth value or nothing.</summary>
internal sealed record YamlScalar(int Line, string Value, bool IsPlain) : YamlNode(Line)
{
    /// <summary>Whether nothing was written, or one of YAML's words for it.</summary>
    public bool IsNull => IsPlain && CoreSchema.IsNull(Value);

    public override string Kind => "a text";
}

/// <summary>A list.</summary>
internal sealed record YamlSequence(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line)
{
    public override string Kind => "a list";
}

/// <summary>Members with names, in the order of the file; no name occurs twice.</summary>
internal sealed record YamlMapping(int Line, IReadOnlyList<YamlMember> Members) : YamlNode(Line)
{
    public override string Kind => "a mapping";
}

/// <summary>A member of a mapping.</summary>
internal sealed record YamlMember(YamlScalar Key, YamlNode Value)
{
    public string Name => Key.Value;

    public int Line => Key.Line;
}
