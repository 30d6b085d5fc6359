using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Contracts;
using Lintel.Requests;

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
        Assert.True(contract.TryGetError(Condition.CredentialMissing, out var row));
        var output = new ArrayBufferWriter<byte>();
        row.Template.Write(output, "1", Refusal.For(Condition.CredentialMissing));

        Assert.Equal(json, JsonDocument.Parse(output.WrittenMemory).RootElement.EnumerateObject().SelectMany(Own).Single().GetRawText());
    }

    [Theory]
    [InlineData(".inf")]
    [InlineData("-.INF")]
    [InlineData(".NaN")]
    public void Constant_that_json_does_not_have_is_refused_with_a_hint(string scalar)
    {
        var exception = Assert.Throws<ContractException>(() => ContractSamples.Read(ContractSamples.Broken("$message }", $"$message, own: {scalar} }}")));

        Assert.Contains(exception.Faults, fault => fault.Problem.Contains("JSON does not have", StringComparison.Ordinal) && fault.Fix.Contains("in quotes", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_number_is_written_as_json_with_the_same_value() => Prop.ForAll(
        Gen.Elements("", "-", "+").SelectMany(sign => Gen.Choose(0, 1_000_000).SelectMany(whole => Gen.Elements("", ".", ".0", ".25", ".5e2", "e-3", "E+4").Select(rest => $"{sign}{whole}{rest}"))).ToArbitrary(),
        text => JsonDocument.Parse(CoreSchema.ToJsonNumber(text)!).RootElement.GetDouble() == double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_no_number_or_valid_json() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
        text => CoreSchema.ToJsonNumber(text) is not { } json || JsonDocument.Parse(Encoding.UTF8.GetBytes(json)).RootElement.ValueKind == JsonValueKind.Number).QuickCheckThrowOnFailure();

    private static IEnumerable<JsonElement> Own(JsonProperty member) => member.Name == "own" ? [member.Value]
        : member.Value.ValueKind == JsonValueKind.Object ? member.Value.EnumerateObject().SelectMany(Own)
        : [];
}
