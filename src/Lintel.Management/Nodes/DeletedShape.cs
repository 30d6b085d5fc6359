using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Lintel.Management.Nodes;

/// <summary>The answer to the end of a record: nothing of it is left to show.</summary>
internal sealed record DeletedShape(
    string Id,
    [Description("Always true.")] bool Deleted,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("How far the change has come among the nodes.")]
    ReceiptShape? Receipt = null)
{
    public static DeletedShape Of(string id) => new(id, Deleted: true);
}
