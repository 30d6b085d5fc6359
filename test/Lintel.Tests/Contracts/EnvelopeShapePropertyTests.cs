using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Contracts;
using Lintel.Testing;

namespace Lintel.Tests.Contracts;

/// <summary>
/// Whatever an envelope says (lists, faults by field, texts with variables) and whatever fills it, the body is JSON without a member twice, or XML, and has
/// the declared members in their order.
/// </summary>
public sealed class EnvelopeShapePropertyTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? string.Empty),
        Gen.Elements("a", "_errors", "whole", "a.b[0]", "a[1].b", "[0].x", "..", "[", "a]", "\0\u0085<&>\"'\r\n]]>", "\uD800", "\uFFFE", "😀", "é"));

    private static readonly Gen<EnvelopeValue> Variables =
        from name in Gen.Elements(Enum.GetValues<EnvelopeVariable>())
        from optional in Gen.Elements(true, false)
        from isText in Gen.Elements(true, false)
        let variable = new EnvelopeValue.Variable(name, optional, name is EnvelopeVariable.Argument or EnvelopeVariable.Member ? "b" : string.Empty)
        select isText && name != EnvelopeVariable.Details
            ? (EnvelopeValue)new EnvelopeValue.Text([new("x<", null), new(string.Empty, variable), new("\"y", null)])
            : variable;

    private static readonly Gen<EnvelopeValue> Leaves = Gen.Frequency(
        (1, Gen.Elements("null", "true", "-1.5e3", "\"t<\\\"é\"").Select(json => (EnvelopeValue)new EnvelopeValue.Constant(json))),
        (4, Variables));

    private sealed record Case(EnvelopeValue Envelope, Refusal Refusal, string RequestId, RequestFacts? Request, bool NumberCode);

    [Fact]
    public void Body_is_json_with_the_declared_members_whatever_the_envelope() =>
        Prop.ForAll(Cases().ToArbitrary(), IsJson).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(25));

    [Fact]
    public void Body_is_xml_whatever_the_envelope() =>
        Prop.ForAll(Cases().ToArbitrary(), IsXml).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(25));

    private static bool IsJson(Case given)
    {
        var (definition, output) = Write(given, JsonFormat.Instance);
        using var body = JsonDocument.Parse(output, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var faults = new List<string>();
        new EnvelopeComparison(definition, requestId: null, faults).Compare(given.Envelope, body.RootElement, string.Empty);
        return faults.Count == 0
            ? true
            : throw new InvalidOperationException($"{string.Join(' ', faults)}\n{Encoding.UTF8.GetString(output)}\n{given.Envelope}");
    }

    private static bool IsXml(Case given)
    {
        var (_, output) = Write(given, new XmlFormat(new XmlShape("error", "item", "urn:x")));
        return XDocument.Parse(Encoding.UTF8.GetString(output)).Root!.Name == XName.Get("error", "urn:x");
    }

    private static (ErrorDefinition Definition, byte[] Body) Write(Case given, BodyFormat format)
    {
        var messages = new ErrorMessages(MessageTemplate.Parse("It <is> {b}.")!, new Dictionary<Condition, MessageTemplate>());
        var fieldErrors = new FieldErrorFormat(FieldErrorForm.Grouped, blankIsMissing: false, FieldErrorFormat.DefaultTexts);
        var texts = new ErrorTexts(new CodeText("7", given.NumberCode), 418, "T&", "/type", messages, new DetailsShape.FieldErrors(), fieldErrors, null)
        {
            Members = given.NumberCode ? new Dictionary<string, object> { ["b"] = new[] { "x", "y" } } : [],
        };
        var template = new ErrorTemplate(TemplateCompiler.Compile(given.Envelope, texts, format), messages);
        var output = new ArrayBufferWriter<byte>();
        template.Write(output, new ErrorContext(given.Refusal, given.RequestId, "https://x", given.Request));
        var definition = new ErrorDefinition
        {
            Code = "7",
            Status = 418,
            When = [],
            Title = "T&",
            Message = "It <is> {b}.",
            Meaning = "m",
            Fix = "f",
            Retry = new RetryAdvice.Never(),
            Source = ErrorSource.Page,
        };
        return (definition, output.WrittenSpan.ToArray());
    }

    private static Gen<Case> Cases() =>
        from envelope in Gen.OneOf(Groups(2, isInEach: false), Lists(2, isInEach: false), Keyed())
        from faults in Gen.ListOf(
            from field in Texts
            from problem in Texts
            from kind in Gen.Elements(Enum.GetValues<FieldFaultKind>())
            from value in Gen.Elements<object?>(null, 1L, true, "v\"", 1.5m)
            select new FieldFault(FieldLocation.Body, field, kind, problem) { Value = value })
        from argument in Gen.Elements<object?>(null, 5, "x", true, 2.5, new[] { "p", "q" })
        from id in Gen.Elements("req_1", "<\"&")
        from isKnown in Gen.Elements(true, false)
        from number in Gen.Elements(true, false)
        let refusal = Refusal.For(Condition.RequestInvalid, ("b", argument)).WithFaults([.. faults])
        let request = new RequestFacts("GET", "/a b", "/a%20b", null, DateTimeOffset.UnixEpoch)
        select new Case(envelope, refusal, id, isKnown ? request : null, number);

    private static Gen<EnvelopeValue> Values(int levels, bool isInEach) => levels == 0
        ? Leaves
        : Gen.Frequency(
            (4, Leaves),
            (2, Groups(levels - 1, isInEach)),
            (2, Lists(levels - 1, isInEach)),
            (isInEach ? 0 : 1, isInEach ? Leaves : Keyed()));

    private static Gen<EnvelopeValue> Groups(int levels, bool isInEach) =>
        Gen.ListOf(Values(levels, isInEach))
            .Select(all => (EnvelopeValue)new EnvelopeValue.Group([.. all.Take(5).Select((value, i) => new EnvelopeMember($"m{i}", value))]));

    private static Gen<EnvelopeValue> Lists(int levels, bool isInEach) =>
        Gen.ListOf(isInEach ? Values(levels, isInEach: true) : Gen.Frequency((2, Values(levels, isInEach: false)), (2, Each(levels))))
            .Select(all => (EnvelopeValue)new EnvelopeValue.List([.. all.Take(3)]));

    private static Gen<EnvelopeValue> Each(int levels) =>
        from source in Gen.Elements(Enum.GetValues<FaultSource>())
        from optional in Gen.Elements(true, false)
        from item in Values(Math.Max(0, levels - 1), isInEach: true)
        select (EnvelopeValue)new EnvelopeValue.Each(source, optional && source != FaultSource.Errors, item);

    private static Gen<EnvelopeValue> Keyed() =>
        from source in Gen.Elements(FaultSource.Faults, FaultSource.Fields)
        from optional in Gen.Elements(true, false)
        from key in Gen.Elements(Enum.GetValues<FaultKey>())
        from names in Gen.Elements((Whole: (string?)"whole", Leaf: (string?)null), (null, "_errors"))
        from value in Gen.OneOf(Leaves, Leaves.Select(leaf => (EnvelopeValue)new EnvelopeValue.List([leaf])))
        let isNested = key == FaultKey.Nested
        select (EnvelopeValue)new EnvelopeValue.Keyed(source, optional, key, isNested ? names.Whole : "whole", isNested ? names.Leaf : null, value);
}
