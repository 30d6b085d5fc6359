using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Makes <c>$each</c> of lists and objects of faulty fields.</summary>
internal sealed class FaultMerger(Roles roles, Findings findings, Notes notes)
{
    /// <summary>true if an object has a member that says which field is meant.</summary>
    public static bool NamesField(JsonElement item) => item.ValueKind == JsonValueKind.Object
        && item.EnumerateObject().Any(member => NameScores.IsField(member.Name) && MayBeField(member.Value));

    private static bool MayBeField(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => true,
        JsonValueKind.Object => value.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String),
        JsonValueKind.Array => value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number),
        _ => false,
    };

    /// <summary>A list with an item for each fault.</summary>
    public EnvelopeValue MergeItems(Node[] items, BodyPath path, FaultSource source, bool isOptional) =>
        new EnvelopeValue.List([new EnvelopeValue.Each(source, isOptional, ItemOf(items, path.Item, source))]);

    /// <summary>A list of sentences.</summary>
    public EnvelopeValue MergeTexts(BodyPath path, bool isOptional)
    {
        notes.Add($"{path} was taken for the sentences of faulty fields.");
        return new EnvelopeValue.List([new EnvelopeValue.Each(FaultSource.Faults, isOptional, Variable(EnvelopeVariable.FaultMessage))]);
    }

    /// <summary>An object with the faults by field.</summary>
    public EnvelopeValue MergeKeyed(Node[] nodes, BodyPath path, bool isOptional)
    {
        if (KeyedFaults.LeafOf([.. nodes.Select(node => node.Value)]) is { } leaf && nodes.All(node => node.Value.EnumerateObject().Any()))
        {
            var items = nodes.SelectMany(node => Nested(node, leaf)).ToArray();
            return new EnvelopeValue.Keyed(FaultSource.Faults, isOptional, FaultKey.Nested, Whole: null, leaf, ValueOf(items, path, isList: true));
        }

        var members = nodes.SelectMany(node => node.Value.EnumerateObject().Select(member => (member.Name, Node: new Node(node.Sample, member.Value))))
            .ToArray();
        var whole = KeyedFaults.WholeOf(members.Select(member => member.Name));
        var by = KeyedFaults.KeyOf([.. members.Select(member => member.Name).Where(name => name != whole)]);
        var isList = members[0].Node.Kind == JsonValueKind.Array;
        Node[] values = isList
            ? [.. members.SelectMany(member => member.Node.Value.EnumerateArray().Select(item => new Node(member.Node.Sample, item)))]
            : [.. members.Select(member => member.Node)];
        return new EnvelopeValue.Keyed(FaultSource.Faults, isOptional, by, whole, Leaf: null, ValueOf(values, path, isList));
    }

    private EnvelopeValue ValueOf(Node[] items, BodyPath path, bool isList)
    {
        EnvelopeValue item = items.All(node => node.Kind == JsonValueKind.Object)
            ? ItemOf(items, path.Item, FaultSource.Faults)
            : Variable(EnvelopeVariable.FaultMessage);
        return isList ? new EnvelopeValue.List([item]) : item;
    }

    private static IEnumerable<Node> Nested(Node node, string leaf) => node.Value.EnumerateObject().SelectMany(
        member => member.Name == leaf
            ? member.Value.EnumerateArray().Select(item => new Node(node.Sample, item))
            : Nested(new Node(node.Sample, member.Value), leaf));

    private EnvelopeValue.Group ItemOf(Node[] items, BodyPath path, FaultSource source)
    {
        var leaves = new FaultLeaves(items, path, source, roles, findings, notes);
        return Group(items, path, isOptional: false, leaves);
    }

    private EnvelopeValue.Group Group(Node[] items, BodyPath path, bool isOptional, FaultLeaves leaves)
    {
        var members = new List<EnvelopeMember>();
        foreach (var name in MemberOrder.Of(items.Select(item => item.Value)))
        {
            var found = items.Where(item => item.Value.TryGetProperty(name, out _)).Select(item => new Node(item.Sample, item.Value.GetProperty(name)))
                .ToArray();
            var place = path.Member(name);
            var mayLack = isOptional || found.Length < items.Length;
            if (found.All(node => node.Kind == JsonValueKind.Object))
            {
                if (Group(found, place, mayLack, leaves) is { Members.Count: > 0 } group)
                {
                    members.Add(new EnvelopeMember(name, group));
                }
            }
            else if (leaves.Merge(found, place, mayLack) is { } value)
            {
                members.Add(new EnvelopeMember(name, value));
            }
        }

        return new EnvelopeValue.Group(members);
    }

    private static EnvelopeValue.Variable Variable(EnvelopeVariable name) => new(name, Optional: false);
}
