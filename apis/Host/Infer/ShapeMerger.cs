using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Makes one envelope of several bodies.</summary>
/// <param name="roles">The places that have a meaning.</param>
/// <param name="findings">Receives what the envelope needs beside its shape.</param>
/// <param name="notes">Receives what could not be told.</param>
internal sealed class ShapeMerger(Roles roles, Findings findings, Notes notes)
{
    private readonly LeafMerger _leaves = new(roles, findings, notes);
    private readonly FaultMerger _faults = new(roles, findings, notes);

    /// <summary>The envelope.</summary>
    /// <exception cref="SplitException">The bodies have no shape in common.</exception>
    public EnvelopeValue Merge(IReadOnlyList<Sample> samples) =>
        Merge([.. samples.Select(sample => new Node(sample, sample.Body))], BodyPath.Root, isOptional: false, [.. samples]);

    /// <param name="nodes">The values where there are any.</param>
    /// <param name="path">Their place.</param>
    /// <param name="isOptional">Whether other bodies have none there, or the object around may be left out.</param>
    /// <param name="all">The samples that could have a value there.</param>
    private EnvelopeValue Merge(Node[] nodes, BodyPath path, bool isOptional, Sample[] all)
    {
        if (path.Equals(roles.Details))
        {
            return new EnvelopeValue.Variable(EnvelopeVariable.Details, isOptional && !nodes.Any(node => node.IsNull));
        }

        var kinds = nodes.Where(node => !node.IsNull).Select(node => KindOf(node.Kind)).Distinct().ToArray();
        if (kinds.Length > 1)
        {
            throw new SplitException(path);
        }

        if (kinds is not [var kind] || kind == JsonValueKind.String)
        {
            return _leaves.Merge(nodes, path, isOptional, all);
        }

        if (nodes.Any(node => node.IsNull))
        {
            throw new SplitException(path);
        }

        return kind == JsonValueKind.Object ? MergeObjects(nodes, path, isOptional) : MergeLists(nodes, path, isOptional, all);
    }

    /// <summary>Object, list or scalar.</summary>
    private static JsonValueKind KindOf(JsonValueKind kind) => kind is JsonValueKind.Object or JsonValueKind.Array ? kind : JsonValueKind.String;

    private EnvelopeValue MergeObjects(Node[] nodes, BodyPath path, bool isOptional)
    {
        if (IsOfFields(nodes, path))
        {
            return _faults.MergeKeyed(nodes, path, isOptional);
        }

        var names = MemberOrder.Of(nodes.Select(node => node.Value));
        if (isOptional && names.Count == 0)
        {
            throw new SplitException(path);
        }

        return new EnvelopeValue.Group([.. names.Select(name => new EnvelopeMember(name, MergeMember(nodes, path.Member(name), name, isOptional)))]);
    }

    private EnvelopeValue MergeMember(Node[] nodes, BodyPath path, string name, bool isOptional)
    {
        var found = nodes.Where(node => node.Value.TryGetProperty(name, out _)).Select(node => new Node(node.Sample, node.Value.GetProperty(name))).ToArray();
        return Merge(found, path, isOptional || found.Length < nodes.Length, [.. nodes.Select(node => node.Sample)]);
    }

    private bool IsOfFields(Node[] nodes, BodyPath path)
    {
        JsonElement[] values = [.. nodes.Select(node => node.Value)];
        return !Has(nodes, path, roles.Code) && !Has(nodes, path, roles.Message) && !Has(nodes, path, roles.Title)
            && (KeyedFaults.IsKeyed(path.Name, values) || KeyedFaults.LeafOf(values) is not null)
            && nodes.All(node => ValidationStatus.Is(node.Sample.Status));
    }

    private static bool Has(Node[] nodes, BodyPath path, BodyPath? role) =>
        role is not null && path.Holds(role) && nodes.Any(node => node.Sample.Leaves.ContainsKey(role));

    private EnvelopeValue MergeLists(Node[] nodes, BodyPath path, bool isOptional, Sample[] all)
    {
        var items = nodes.SelectMany(node => node.Value.EnumerateArray().Select(item => new Node(node.Sample, item))).ToArray();
        if (items.Length == 0)
        {
            findings.Constants.Add(path.ToString());
            return isOptional ? throw new SplitException(path) : new EnvelopeValue.List([]);
        }

        var holdsCode = path.Item.Holds(roles.Code);
        if (items.All(item => item.Kind == JsonValueKind.Object) && IsRepeated(nodes, items, holdsCode))
        {
            return _faults.MergeItems(items, path, holdsCode ? FaultSource.Errors : FaultSource.Faults, isOptional && !holdsCode);
        }

        if (items.All(item => item.Kind == JsonValueKind.String) && !IsConstant(nodes))
        {
            return MergeTexts(nodes, items, path, isOptional, all);
        }

        var lengths = nodes.Select(node => node.Value.GetArrayLength()).Distinct().ToArray();
        if (lengths is not [var length])
        {
            throw new SplitException(path);
        }

        Sample[] samples = [.. nodes.Select(node => node.Sample)];
        return new EnvelopeValue.List(
            [.. Enumerable.Range(0, length)
                .Select(at => Merge([.. nodes.Select(node => new Node(node.Sample, node.Value[at]))], path.Item, isOptional, samples))]);
    }

    /// <summary>Any number of items of one kind: there are several somewhere, or they name fields.</summary>
    private static bool IsRepeated(Node[] nodes, Node[] items, bool holdsCode)
    {
        Node[] withFields = [.. items.Where(item => FaultMerger.NamesField(item.Value))];
        return nodes.Any(node => node.Value.GetArrayLength() > 1)
            || (!holdsCode && nodes.Any(node => node.Value.GetArrayLength() == 0))
            || (withFields.Length > 0 && withFields.All(item => ValidationStatus.Is(item.Sample.Status)));
    }

    private static bool IsConstant(Node[] nodes) => nodes.Select(node => node.Value.GetRawText()).Distinct().Count() == 1
        && !nodes.All(node => ValidationStatus.Is(node.Sample.Status));

    private EnvelopeValue MergeTexts(Node[] nodes, Node[] items, BodyPath path, bool isOptional, Sample[] all)
    {
        if (nodes.Where(node => node.Value.GetArrayLength() > 0).All(node => ValidationStatus.Is(node.Sample.Status))
            && items.Any(item => item.Text.Contains(' ', StringComparison.Ordinal)))
        {
            return _faults.MergeTexts(path, isOptional);
        }

        return _leaves.MergeTexts(nodes, path, isOptional, all);
    }
}
