using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Finds the variable that a scalar is.</summary>
internal sealed class LeafMerger(Roles roles, Findings findings, Notes notes)
{
    /// <summary>The variable or constant for the scalars at a place.</summary>
    /// <param name="nodes">The scalars, nulls among them.</param>
    /// <param name="path">Their place.</param>
    /// <param name="isOptional">Whether it may be left out.</param>
    /// <param name="all">The samples that could have one.</param>
    public EnvelopeValue Merge(Node[] nodes, BodyPath path, bool isOptional, Sample[] all)
    {
        Node[] said = [.. nodes.Where(node => !node.IsNull)];
        if (said.Length == 0)
        {
            findings.Constants.Add(path.ToString());
            return isOptional ? throw new SplitException(path) : new EnvelopeValue.Constant("null");
        }

        // What is null somewhere is never left out.
        var isAlways = !isOptional && said.Length == nodes.Length;
        var canBeLeftOut = isOptional && said.Length == nodes.Length;
        return (isAlways ? AlwaysThere(said, path) : null)
            ?? RequestVariables.Find(said, path, canBeLeftOut)
            ?? (isAlways ? Fixed(said, path) : null)
            ?? (isAlways || canBeLeftOut ? DocsByCode(said, canBeLeftOut) : null)
            ?? OwnOf(said, path, canBeLeftOut, isAlways, all);
    }

    /// <summary>The argument or member for lists of texts at a place.</summary>
    public EnvelopeValue MergeTexts(Node[] nodes, BodyPath path, bool isOptional, Sample[] all) => OwnOf(nodes, path, isOptional, isAlways: !isOptional, all);

    private EnvelopeValue? AlwaysThere(Node[] nodes, BodyPath path)
    {
        if (path.Equals(roles.Code) && nodes.All(node => node.Text == node.Sample.Code))
        {
            return Variable(EnvelopeVariable.Code);
        }

        if (path.Equals(roles.Message))
        {
            return Variable(EnvelopeVariable.Message);
        }

        if (nodes.All(node => node.Sample.RequestId == node.Text))
        {
            return Variable(EnvelopeVariable.RequestId);
        }

        if (nodes.All(node => node.Text == LeafText.OfStatus(node.Sample.Status)) && (NameScores.IsStatus(path.Name) || Distinct(nodes) > 1))
        {
            return LeafValues.AsWritten(new EnvelopeValue.Variable(EnvelopeVariable.Status, Optional: false), nodes);
        }

        if (nodes.All(node => node.Text == ReasonPhrases.Of(node.Sample.Status)) && !path.Name.Contains("title", StringComparison.OrdinalIgnoreCase))
        {
            return Variable(EnvelopeVariable.ReasonPhrase);
        }

        return path.Equals(roles.Title) ? Variable(EnvelopeVariable.Title) : null;
    }

    private EnvelopeValue? Fixed(Node[] nodes, BodyPath path)
    {
        if (DocsOf(nodes) is { } docs)
        {
            return docs;
        }

        if (Distinct(nodes) == 1 && LeafValues.IsConstant(nodes[0].Value))
        {
            var codes = nodes.Select(node => node.Sample.Code).Distinct().Count();
            if (codes == 1 && nodes[0].Kind is JsonValueKind.String or JsonValueKind.Number)
            {
                var where = nodes.Length == 1 ? "the only response" : "all responses of the only code";
                notes.Add($"{path} has one value in {where}; it was taken for a constant.");
            }
            else
            {
                findings.Constants.Add(path.ToString());
            }

            return new EnvelopeValue.Constant(LeafValues.JsonOf(nodes[0].Value));
        }

        return TextWithVariables.Find(nodes);
    }

    private EnvelopeValue.Variable? DocsOf(Node[] nodes)
    {
        if (!nodes.All(node =>
            node.Kind == JsonValueKind.String && DocsReader.IsAddress(node.Text) && node.Text.Contains(Escaped(node), StringComparison.Ordinal)))
        {
            return null;
        }

        var templates = nodes.Select(node => node.Text.Replace(Escaped(node), "{code}", StringComparison.Ordinal)).Distinct().ToArray();
        if (templates is not [var template] || template.Replace("{code}", string.Empty, StringComparison.Ordinal).AsSpan().ContainsAny('{', '}'))
        {
            return null;
        }

        if (findings.Docs is not null && findings.Docs != template)
        {
            return null;
        }

        findings.Docs = template;
        return Variable(EnvelopeVariable.Docs);
    }

    /// <summary>An address for each code that does not have the code in it.</summary>
    private EnvelopeValue.Variable? DocsByCode(Node[] nodes, bool isOptional)
    {
        var byCode = nodes.GroupBy(node => node.Sample.Code)
            .ToDictionary(same => same.Key, same => same.Select(node => node.Text).Distinct().ToArray(), StringComparer.Ordinal);
        if (findings.Docs is not null || findings.DocsByCode.Count > 0 || byCode.Count < 2)
        {
            return null;
        }

        if (!nodes.All(node => node.Kind == JsonValueKind.String && DocsReader.IsAddress(node.Text)) || byCode.Values.Any(texts => texts.Length > 1))
        {
            return null;
        }

        foreach (var (code, texts) in byCode)
        {
            findings.DocsByCode[code] = texts[0];
        }

        var first = findings.DocsByCode.Values.First();
        var shared = Enumerable.Range(0, findings.DocsByCode.Values.Min(text => text.Length))
            .TakeWhile(at => findings.DocsByCode.Values.All(text => text[at] == first[at])).Count();
        findings.Docs = isOptional ? null : first[..(first.AsSpan(0, shared).LastIndexOf('/') + 1)] + "{code}";
        return Variable(EnvelopeVariable.Docs) with { Optional = isOptional };
    }

    private static string Escaped(Node node) => Uri.EscapeDataString(node.Sample.Code);

    /// <summary>A member of the definitions where each code has one value, and otherwise an argument.</summary>
    private EnvelopeValue.Variable OwnOf(Node[] nodes, BodyPath path, bool isOptional, bool isAlways, Sample[] all)
    {
        if (path.Equals(roles.Code) || path.Equals(roles.Message))
        {
            throw new SplitException(path);
        }

        var byCode = nodes.GroupBy(node => node.Sample.Code).ToDictionary(same => same.Key, same => same.ToArray(), StringComparer.Ordinal);
        var isOfCode = byCode.All(
            same => same.Value.Select(node => node.Value.GetRawText()).Distinct().Count() == 1
                && same.Value.Length == all.Count(sample => sample.Code == same.Key));
        var name = findings.NameOf(path);
        var isOnceEach = byCode.Count > 1 && nodes.Length == byCode.Count;
        isOfCode &= !(isOnceEach && NameScores.IsField(path.Name));
        if (isOfCode && LeafValues.MemberType([.. nodes.Select(node => node.Value)]) is { } type && (isAlways || type != DetailsType.StringList))
        {
            var values = byCode.ToDictionary(same => same.Key, same => same.Value[0].Value, StringComparer.Ordinal);
            findings.Members[name] = findings.Members.TryGetValue(name, out var known)
                ? LeafValues.Join(known, type, !isAlways, values)
                : new FoundMember(type, !isAlways, values);
            if (isOnceEach)
            {
                notes.Add($"{path} has one response for each code; it was taken for a member of the definitions, and may differ from request to request.");
            }

            return new EnvelopeValue.Variable(EnvelopeVariable.Member, isOptional, name);
        }

        foreach (var code in byCode.Keys)
        {
            findings.AddArgument(code, name);
        }

        notes.Add($"{path} differs from response to response and is equal to nothing known; operations supply it as argument '{name}'.");
        return new EnvelopeValue.Variable(EnvelopeVariable.Argument, isOptional, name);
    }

    private static EnvelopeValue.Variable Variable(EnvelopeVariable name) => new(name, Optional: false);

    private static int Distinct(Node[] nodes) => nodes.Select(node => node.Value.GetRawText()).Distinct().Count();
}
