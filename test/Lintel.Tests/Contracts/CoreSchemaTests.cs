using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>Plain scalars are what the core schema of YAML 1.2 says, or are refused; they never become texts silently.</summary>
public sealed class CoreSchemaTests
{
    [Theory]
    [InlineData("true", "true")]
    [InlineData("False", "false")]
    [InlineData("TRUE", "true")]
    [InlineData("Null", "null")]
    [InlineData("~", "null")]
    [InlineData("1e3", "1e3")]
    [InlineData("+12", "12")]
    [InlineData("007", "7")]
    [InlineData("0o17", "15")]
    [InlineData("0xFF", "255")]
    [InlineData(".5", "0.5")]
    [InlineData("1.", "1")]
    [InlineData("-0.50E-2", "-0.50E-2")]
    [InlineData("'False'", "\"False\"")]
    [InlineData("'1e3'", "\"1e3\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("0o8", "\"0o8\"")]
    public void Constant_of_an_envelope_is_what_it_says(string scalar, string json)
    {
        var contract = ContractSamples.Read(ContractSamples.Broken("$message }", $"$message, own: {scalar} }}"));
        Assert.True(contract.TryGetError(Condition.CredentialMissing, out var definition));
        var output = new ArrayBufferWriter<byte>();
        definition.Template.Write(output, new ErrorContext(Refusal.For(Condition.CredentialMissing), "1"));

        Assert.Equal(json, JsonDocument.Parse(output.WrittenMemory).RootElement.EnumerateObject().SelectMany(Own).Single().GetRawText());
    }

    [Theory]
    [InlineData(".inf")]
    [InlineData("-.INF")]
    [InlineData(".NaN")]
    public void Constant_that_json_does_not_have_is_refused_with_a_hint(string scalar)
    {
        var exception = Assert.Throws<ContractException>(() => ContractSamples.Read(ContractSamples.Broken("$message }", $"$message, own: {scalar} }}")));

        Assert.Contains(
            exception.Faults,
            fault => fault.Problem.Contains("JSON does not have", StringComparison.Ordinal) && fault.Fix.Contains("in quotes", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_number_is_written_as_json_with_the_same_value() => Prop.ForAll(
        Gen.Elements("", "-", "+").SelectMany(
            sign => Gen.Choose(0, 1_000_000).SelectMany(
                whole => Gen.Elements("", ".", ".0", ".25", ".5e2", "e-3", "E+4").Select(rest => $"{sign}{whole}{rest}"))).ToArbitrary(),
        text => JsonDocument.Parse(CoreSchema.ToJsonNumber(text)!).RootElement.GetDouble() == double.Parse(
            text,
            System.Globalization.CultureInfo.InvariantCulture)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_no_number_or_valid_json() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
        text => CoreSchema.ToJsonNumber(text) is not { } json
            || JsonDocument.Parse(Encoding.UTF8.GetBytes(json)).RootElement.ValueKind == JsonValueKind.Number).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("title: The least API", "title: {0}")]
    [InlineData("message: A key is needed.", "message: {0}")]
    [InlineData("meaning: There is no good key.", "meaning: {0}")]
    [InlineData("fix: Send a good key.", "fix: {0}")]
    [InlineData("fix: Send a good key.", "fix: Send a good key.\n    title: {0}")]
    [InlineData("fix: Send a good key.", "fix: Send a good key.\n    messages: {{ credential.missing: {0} }}")]
    [InlineData("window: 1 minute", "window: 1 minute, classes: [{0}]")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nscopes: [{{ name: {0}, allows: x }}]")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nscopes: [{{ name: a, allows: {0} }}]")]
    [InlineData("basePath: /minimal", "basePath: /minimal\naccounts: {{ plans: [{0}], subscriptions: [b] }}")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nfieldErrors: {{ texts: {{ missing: {0} }} }}")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nguide: {0}")]
    [InlineData("  failed:", "  {0}:")]
    [InlineData("code: $code", "code: $code, {0}: 1")]
    public void Plain_scalar_is_never_a_text_and_in_quotes_is_none_of_these(string piece, string form) => Prop.ForAll(
        Scalars().ToArbitrary(),
        scalar =>
        {
            var isLeftOut = CoreSchema.IsNull(scalar)
                && form.EndsWith(": {0}", StringComparison.Ordinal) | form.Contains("missing: {0}", StringComparison.Ordinal);
            var plain = FaultsOf(ContractSamples.Broken(piece, string.Format(System.Globalization.CultureInfo.InvariantCulture, form, scalar)));
            var quoted = FaultsOf(ContractSamples.Broken(piece, string.Format(System.Globalization.CultureInfo.InvariantCulture, form, $"'{scalar}'")));

            Assert.True(
                isLeftOut
                    || (form == "  {0}:" && Forms.NumberCode.IsMatch(scalar))
                    || (CoreSchema.IsNull(scalar) && plain.Count > 0)
                    || plain.Any(IsAboutQuotes)
                    || plain.Any(fault => fault.Problem.Contains(scalar, StringComparison.Ordinal)),
                $"{scalar}: {string.Join('\n', plain)}");
            Assert.DoesNotContain(quoted, IsAboutQuotes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Scalar_in_quotes_is_a_text_and_without_them_another_kind() => Prop.ForAll(
        Scalars().ToArbitrary(),
        scalar =>
        {
            var contract = ContractSamples.Read(
                ContractSamples.Replace(
                    ContractSamples.Broken("message: A key is needed.", $"message: \"{scalar}\""),
                    "$message }",
                    $"$message, own: '{scalar}' }}"));
            Assert.Equal(scalar, contract.Errors[0].Message);
            Assert.Equal(scalar, OwnOf(contract).GetString());

            var broken = ContractSamples.Broken("$message }", $"$message, own: {scalar} }}");
            Assert.True(
                FaultsOf(broken).Any(fault => fault.Fix.Contains("in quotes", StringComparison.Ordinal))
                    || OwnOf(ContractSamples.Read(broken)).ValueKind == KindOf(scalar));
        }).QuickCheckThrowOnFailure();

    private static bool IsAboutQuotes(ContractFault fault) => fault.Fix.StartsWith("Put it in quotes", StringComparison.Ordinal);

    private static IReadOnlyList<ContractFault> FaultsOf(string text)
    {
        try
        {
            ContractSamples.Read(text);
            return [];
        }
        catch (ContractException exception)
        {
            return exception.Faults;
        }
    }

    private static JsonValueKind KindOf(string scalar) => CoreSchema.IsNull(scalar) ? JsonValueKind.Null
        : CoreSchema.ToBoolean(scalar) is { } flag ? (flag ? JsonValueKind.True : JsonValueKind.False)
        : JsonValueKind.Number;

    private static JsonElement OwnOf(Contract contract)
    {
        Assert.True(contract.TryGetError(Condition.CredentialMissing, out var definition));
        var output = new ArrayBufferWriter<byte>();
        definition.Template.Write(output, new ErrorContext(Refusal.For(Condition.CredentialMissing), "1"));
        return JsonDocument.Parse(output.WrittenMemory).RootElement.EnumerateObject().SelectMany(Own).Single();
    }

    /// <summary>Scalars that the core schema takes for something else than texts, but the empty one.</summary>
    private static Gen<string> Scalars() => Gen.OneOf(
        Gen.Elements("null", "Null", "NULL", "~", "true", "True", "TRUE", "false", "False", "FALSE", ".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN"),
        from prefix in Gen.Elements("0o", "0x") from digits in Gen.Elements('0', '1', '7').ArrayOf(3) select prefix + new string(digits),
        from sign in Gen.Elements("", "-", "+")
        from whole in Gen.Choose(0, 99_999)
        from rest in Gen.Elements(
            "",
            ".",
            ".0",
            ".25",
            "e3",
            "E-2",
            ".5e+10")
        select $"{sign}{whole}{rest}",
        from sign in Gen.Elements("", "-", "+") from fraction in Gen.Choose(0, 999) select $"{sign}.{fraction}");

    private static IEnumerable<JsonElement> Own(JsonProperty member) => member.Name == "own" ? [member.Value]
        : member.Value.ValueKind == JsonValueKind.Object ? member.Value.EnumerateObject().SelectMany(Own)
        : [];
}
