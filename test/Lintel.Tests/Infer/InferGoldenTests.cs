using Lintel.Contracts;
using Lintel.Host.Infer;

namespace Lintel.Tests.Infer;

/// <summary>
/// From the recorded exchanges of an API comes a contract with its envelope, codes and statuses. What responses do not say is not compared: the order of
/// checks, plans, the windows of limits, the texts of field errors, and the conditions of definitions, which are guesses.
/// </summary>
public sealed class InferGoldenTests
{
    [Theory]
    [InlineData("fieldservice", "FieldService")]
    [InlineData("otp", "Otp")]
    [InlineData("trackpilots", "Trackpilots")]
    [InlineData("pixel", "Pixel")]
    [InlineData("panel", "Panel")]
    public void Recordings_give_back_envelope_codes_and_statuses(string api, string folder)
    {
        var (real, inferred) = Infer(api, folder);
        var contract = inferred.Contract!;

        Assert.Equal(EnvelopeText.Of(EnvelopeOf(real)).Flow(), EnvelopeText.Of(EnvelopeOf(contract)).Flow());
        Assert.Equal(CodesOf(real.Errors), CodesOf(contract.Errors.Where(error => error.Source == ErrorSource.Page)));
        Assert.Equal(real.RequestId, contract.RequestId);
        Assert.Equal(real.ContentTypes, contract.ContentTypes);
        Assert.All(real.Errors, error => Assert.Equal(error.Title, contract.Errors.Single(other => other.Code == error.Code).Title));
    }

    /// <summary>
    /// Every body is rendered again to the byte. Two APIs have codes with one message for each of several conditions without arguments, such as a suspended
    /// company and a missing plan; from responses alone it cannot be told which is which, so one is taken and the others stand beside it as comments.
    /// </summary>
    [Theory]
    [InlineData("fieldservice", "FieldService", "forbidden")]
    [InlineData("otp", "Otp", "FORBIDDEN", "UNAUTHENTICATED")]
    [InlineData("trackpilots", "Trackpilots")]
    [InlineData("pixel", "Pixel")]
    [InlineData("panel", "Panel")]
    public void Recorded_bodies_are_rendered_again_to_the_byte(string api, string folder, params string[] withSeveralMessages)
    {
        var (_, inferred) = Infer(api, folder);

        Assert.Equal(inferred.Samples.Count, inferred.Same.Count + inferred.SameButMessage.Count);
        Assert.All(inferred.Same, sample => Assert.Equal(sample.Exchange.Body, Replay.Render(inferred.Contract!, sample)));
        Assert.Equal(withSeveralMessages, inferred.SameButMessage.Select(sample => sample.Code).Distinct().Order(StringComparer.Ordinal));
    }

    private static (Contract Real, InferredContract Inferred) Infer(string api, string folder)
    {
        var real = ContractReader.ReadFile(Repository.PathOf("apis", folder, $"{api}.yaml"));
        var exchanges = HttpTextReader.Read(string.Join('\n', GoldenRecordings.Of(api, real)), "golden");
        var inferred = new Inference(null, null, []).Infer([.. exchanges])!;
        Assert.Empty(inferred.Faults);
        return (real, inferred);
    }

    private static EnvelopeValue EnvelopeOf(Contract contract) => contract.Errors[0].Envelope;

    private static IEnumerable<(string Code, int Status)> CodesOf(IEnumerable<ErrorDefinition> errors) =>
        errors.Select(error => (error.Code, error.Status)).OrderBy(error => error.Code, StringComparer.Ordinal);
}
