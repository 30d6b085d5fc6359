using System.Buffers;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>An error body is valid JSON with exactly the declared members in order, whatever the envelope, the arguments and what is left out.</summary>
public sealed class ErrorTemplatePropertyTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? string.Empty),
        Gen.ListOf(Gen.Elements('a', '"', '\\', '\0', '\n', '\u007F', '\u0085', '\u2028', '\uD800', '\uDC00', '\uFFFF', 'é', '{', '}')).Select(string.Concat),
        Gen.Choose(505, 515).Select(length => new string('x', length) + "😀\uD83D"));

    private static readonly Gen<object?> Values = Gen.OneOf(
        Texts.Select(text => (object?)text),
        Gen.ListOf(Texts).Select(texts => (object?)texts.ToArray()),
        Gen.Choose(int.MinValue, int.MaxValue).Select(number => (object?)number),
        ArbMap.Default.GeneratorFor<double>().Select(number => (object?)number),
        ArbMap.Default.GeneratorFor<decimal>().Select(number => (object?)number),
        Gen.Elements<object?>(null, true, false, double.NaN, long.MaxValue));

    private static readonly Gen<EnvelopeValue> Leaves = Gen.OneOf(
        Gen.Elements("null", "true", "1.5", "\"text\"").Select(json => (EnvelopeValue)new EnvelopeValue.Constant(json)),
        from name in Gen.Elements(
            EnvelopeVariable.Code,
            EnvelopeVariable.Message,
            EnvelopeVariable.Title,
            EnvelopeVariable.Status,
            EnvelopeVariable.Type,
            EnvelopeVariable.Details,
            EnvelopeVariable.RequestId,
            EnvelopeVariable.RetryAfter)
        from optional in Gen.Elements(true, false)
        select (EnvelopeValue)new EnvelopeValue.Variable(name, optional && name is EnvelopeVariable.Details or EnvelopeVariable.RetryAfter));

    private static readonly Gen<DetailsShape> Shapes = Gen.OneOf(
        Gen.Constant(DetailsShape.None),
        Gen.Constant<DetailsShape>(new DetailsShape.FieldErrors()),
        Gen.NonEmptyListOf(Gen.Elements(Enum.GetValues<DetailsType>()).Zip(Gen.Elements(true, false)))
            .Select(
                types => (DetailsShape)new DetailsShape.Object(
                    [.. types.Take(4).Select((type, i) => new DetailsMember("abcd"[i].ToString(), type.Item1, type.Item2))])));

    private sealed record Case(
        EnvelopeValue.Group Envelope,
        DetailsShape Details,
        FieldErrorForm Form,
        string Message,
        Refusal Refusal,
        string RequestId,
        string Title);

    [Fact]
    public void A_body_is_valid_json_with_the_declared_members_in_order()
    {
        var cases =
            from envelope in Envelopes(2)
            from details in Shapes
            from form in Gen.Elements(Enum.GetValues<FieldErrorForm>())
            from message in Gen.Elements(string.Empty, "constant 'text'", "{a}", "x {a}{b} {{y}} {c} {requestId}")
            from refusal in Refusals()
            from id in Texts
            from title in Texts
            select new Case(envelope, details, form, message, refusal, id, title);

        Prop.ForAll(cases.ToArbitrary(), IsFaithful).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(30));
    }

    private static Gen<EnvelopeValue.Group> Envelopes(int levels)
    {
        var values = levels == 0 ? Leaves : Gen.Frequency((4, Leaves), (1, Envelopes(levels - 1).Select(group => (EnvelopeValue)group)));
        return Gen.ListOf(values).Select(all => new EnvelopeValue.Group([.. all.Take(6).Select((value, i) => new EnvelopeMember($"m{i}\"é", value))]));
    }

    private static Gen<Refusal> Refusals() =>
        from condition in Gen.Elements(Condition.RequestInvalid, Condition.RateExceeded)
        from values in Gen.ListOf(Values)
        from faults in Gen.ListOf(
            from field in Gen.OneOf(Texts, Gen.Elements("a", "a.b", "a[0]", "b", string.Empty))
            from problem in Texts
            from location in Gen.Elements(Enum.GetValues<FieldLocation>())
            select new FieldFault(location, field, FieldFaultKind.Other, problem))
        from wait in Gen.Elements<int?>(null, 0, 5, int.MaxValue)
        select Make(condition, values.Take(4).ToArray(), faults.ToArray(), wait);

    private static Refusal Make(Condition condition, object?[] values, FieldFault[] faults, int? wait)
    {
        var refusal = faults.Length > 0
            ? Refusal.Invalid(faults)
            : Refusal.For(condition, values.Select((value, i) => ("abcd"[i].ToString(), value)).ToArray());
        return wait is { } seconds ? refusal.RetryIn(seconds) : refusal;
    }

    private static bool IsFaithful(Case given)
    {
        var messages = new ErrorMessages(MessageTemplate.Parse(given.Message)!, new Dictionary<Condition, MessageTemplate>());
        var texts = new FieldErrorFormat(given.Form, blankIsMissing: false, FieldErrorFormat.DefaultTexts);
        var definition = new ErrorTexts(new CodeText("code"), 418, given.Title, "/type", messages, given.Details, texts, null);
        var output = new ArrayBufferWriter<byte>();
        var template = new ErrorTemplate(TemplateCompiler.Compile(given.Envelope, definition, JsonFormat.Instance), messages);
        template.Write(output, new ErrorContext(given.Refusal, given.RequestId));

        using var body = JsonDocument.Parse(output.WrittenMemory);
        return Matches(body.RootElement, given.Envelope, given);
    }

    private static bool Matches(JsonElement json, EnvelopeValue value, Case given) => value switch
    {
        EnvelopeValue.Group group => Same(Names(json), Expected(group, given).Select(member => member.Name))
            && Expected(group, given).All(member => Matches(json.GetProperty(member.Name), member.Value, given)),
        EnvelopeValue.Constant constant => json.GetRawText() == constant.Json,
        EnvelopeValue.Variable { Name: EnvelopeVariable.Status } => json.GetInt32() == 418,
        EnvelopeValue.Variable { Name: EnvelopeVariable.RequestId } => json.GetString() == Whole(given.RequestId),
        EnvelopeValue.Variable { Name: EnvelopeVariable.Title } => json.GetString() == Whole(given.Title),
        EnvelopeValue.Variable { Name: EnvelopeVariable.Message } => json.GetString() == Whole(Message(given)),
        EnvelopeValue.Variable { Name: EnvelopeVariable.RetryAfter } => given.Refusal.RetryAfter is { } wait
            ? json.GetInt32() == wait
            : json.ValueKind == JsonValueKind.Null,
        EnvelopeValue.Variable { Name: EnvelopeVariable.Details } => HasDetails(given) ? DetailsMatch(json, given) : json.ValueKind == JsonValueKind.Null,
        _ => json.ValueKind == JsonValueKind.String,
    };

    private static IEnumerable<EnvelopeMember> Expected(EnvelopeValue.Group group, Case given) =>
        group.Members.Where(member => IsExpected(member.Value, given));

    private static bool IsExpected(EnvelopeValue value, Case given) => value switch
    {
        EnvelopeValue.Variable { Optional: true, Name: EnvelopeVariable.RetryAfter } => given.Refusal.RetryAfter is not null,
        EnvelopeValue.Variable { Optional: true } => HasDetails(given),
        EnvelopeValue.Group { IsLeftOut: true } group => group.Members.Any(member => IsExpected(member.Value, given)),
        _ => true,
    };

    private static bool HasDetails(Case given) => given.Details switch
    {
        DetailsShape.FieldErrors => HasFieldErrors(given),
        DetailsShape.Object shape => shape.Members.Any(member => HasMember(member, given)),
        _ => false,
    };

    private static bool HasFieldErrors(Case given) =>
        given.Form != FieldErrorForm.First && given.Refusal.Faults.Any(fault => given.Form != FieldErrorForm.Issues || fault.Field.Length > 0);

    private static bool HasMember(DetailsMember member, Case given) =>
        member.Type == DetailsType.FieldErrors ? HasFieldErrors(given) : given.Refusal[member.Name] is not null;

    private static bool DetailsMatch(JsonElement json, Case given) => (given.Details, given.Form) switch
    {
        (DetailsShape.Object shape, _) => Same(
            Names(json),
            shape.Members.Where(member => !member.Optional || HasMember(member, given)).Select(member => member.Name))
            && shape.Members.Where(
                member => member.Type == DetailsType.FieldErrors
                    && HasMember(member, given)).All(member => FieldErrorsMatch(json.GetProperty(member.Name), given)),
        _ => FieldErrorsMatch(json, given),
    };

    private static bool FieldErrorsMatch(JsonElement json, Case given) => given.Form switch
    {
        FieldErrorForm.List => Same(
            json.EnumerateArray().Select(item => item.GetProperty("message").GetString()!),
            given.Refusal.Faults.Select(fault => Whole(fault.Problem))),
        FieldErrorForm.Issues => Same(
            json.EnumerateArray().Select(item => $"{item.GetProperty("path").GetString()} {item.GetProperty("issue").GetString()}"),
            given.Refusal.Faults.Where(fault => fault.Field.Length > 0).Select(fault => $"{Whole(fault.Field)} other")),
        _ =>
            json.GetProperty("formErrors")
                .GetArrayLength() + json.GetProperty("fieldErrors")
                .EnumerateObject()
                .Sum(field => field.Value.GetArrayLength()) == given.Refusal.Faults.Count,
    };

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(member => member.Name);

    private static bool Same(IEnumerable<string> actual, IEnumerable<string> expected) => actual.ToArray().AsSpan().SequenceEqual(expected.ToArray());

    private static string Message(Case given) => MessageTemplate.Parse(given.Message)!.Format(given.RequestId, given.Refusal);

    /// <summary>The text as UTF-8 can hold it.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes());
}
