using System.Text.Json;

namespace Lintel.Host.Infer;

/// <summary>A value of a body and the sample that it belongs to.</summary>
internal readonly record struct Node(Sample Sample, JsonElement Value)
{
    public JsonValueKind Kind => Value.ValueKind;

    public bool IsNull => Kind == JsonValueKind.Null;

    public string Text => LeafText.Of(Value);
}
