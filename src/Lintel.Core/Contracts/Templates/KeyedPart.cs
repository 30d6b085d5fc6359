using System.Buffers;

namespace Lintel.Contracts;

/// <summary>An object with faults by field.</summary>
/// <param name="shape">The keys.</param>
/// <param name="value">What is written of a fault.</param>
/// <param name="isList">Whether the faults of a field are items of a list; otherwise the first of them stands for all.</param>
/// <param name="format">The kind of body.</param>
internal sealed class KeyedPart(EnvelopeValue.Keyed shape, TemplatePart value, bool isList, BodyFormat format) : TemplatePart
{
    private static readonly OrderedDictionary<string, Node> None = [];

    public override bool IsPresent(in ErrorContext context)
    {
        foreach (var fault in context.Refusal.Faults)
        {
            if (IsIn(fault))
            {
                return true;
            }
        }

        return false;
    }

    public override void Write(IBufferWriter<byte> output, in ErrorContext context)
    {
        var root = new Node();
        foreach (var fault in context.Refusal.Faults)
        {
            if (IsIn(fault))
            {
                NodeOf(root, fault).Add(fault);
            }
        }

        WriteObject(output, context, root);
    }

    private string? Own => shape.By == FaultKey.Nested ? shape.Leaf ?? shape.Whole : shape.Whole;

    private bool IsIn(FieldFault fault) => FaultSources.Has(shape.Source, fault) && (fault.Field.Length > 0 || Own is not null);

    /// <summary>
    /// The place of a fault. A field that has the name of the member for faults of the whole is taken for the whole, since callers choose the names of
    /// unknown fields and no member may stand there twice.
    /// </summary>
    private Node NodeOf(Node root, FieldFault fault)
    {
        var node = root;
        foreach (var key in KeysOf(fault.Field))
        {
            if (string.Equals(key, Own, StringComparison.Ordinal))
            {
                return node;
            }

            node = node.Child(key);
        }

        return node;
    }

    private IEnumerable<string> KeysOf(string field) => (field.Length, shape.By) switch
    {
        (0, _) => [],
        (_, FaultKey.Nested) => FieldPath.Segments(field).Select(segment => segment.Name),
        (_, FaultKey.Field) => [FieldPath.TopLevel(field)],
        (_, FaultKey.Dotted) => [FieldPath.ToDotted(field)],
        (_, FaultKey.Pointer) => [FieldPath.ToPointer(field)],
        _ => [field],
    };

    private void WriteObject(IBufferWriter<byte> output, in ErrorContext context, Node node)
    {
        output.Write(format.ObjectStart);
        var first = true;
        if (node.Faults is { } faults && Own is { } own)
        {
            WriteKey(output, own, ref first);
            WriteValue(output, context, faults);
            output.Write(format.KeyEnd);
        }

        foreach (var (key, child) in node.Children ?? None)
        {
            WriteKey(output, key, ref first);
            WriteChild(output, context, child);
            output.Write(format.KeyEnd);
        }

        output.Write(format.ObjectEnd);
    }

    private void WriteChild(IBufferWriter<byte> output, in ErrorContext context, Node child)
    {
        if (child.Faults is { } faults && child.Children is null && shape.Leaf is null)
        {
            WriteValue(output, context, faults);
        }
        else
        {
            WriteObject(output, context, child);
        }
    }

    private void WriteKey(IBufferWriter<byte> output, string key, ref bool first)
    {
        output.Write(first ? [] : format.Separator);
        format.WriteKeyStart(output, key);
        first = false;
    }

    private void WriteValue(IBufferWriter<byte> output, in ErrorContext context, List<FieldFault> faults)
    {
        if (!isList)
        {
            value.Write(output, context with { Fault = faults[0] });
            return;
        }

        output.Write(format.ListStart);
        for (var i = 0; i < faults.Count; i++)
        {
            output.Write(i == 0 ? [] : format.Separator);
            output.Write(format.ItemStart);
            value.Write(output, context with { Fault = faults[i] });
            output.Write(format.ItemEnd);
        }

        output.Write(format.ListEnd);
    }

    /// <summary>An object by field. Most have either faults or members, so each is made when it is needed.</summary>
    private sealed class Node
    {
        public List<FieldFault>? Faults { get; private set; }

        public OrderedDictionary<string, Node>? Children { get; private set; }

        public void Add(FieldFault fault) => (Faults ??= []).Add(fault);

        public Node Child(string key)
        {
            Children ??= new(StringComparer.Ordinal);
            if (!Children.TryGetValue(key, out var child))
            {
                Children.Add(key, child = new Node());
            }

            return child;
        }
    }
}
