using System.Buffers;
using System.Globalization;
using System.Text;
using Lintel.Contracts;
using Lintel.Host.Infer;

namespace Lintel.Tests.Infer;

/// <summary>From bodies that a contract renders comes a contract that renders them again, whatever the envelope.</summary>
public sealed class InferPropertyTests
{
    private const int Contracts = 300;

    private static readonly DateTimeOffset Start = new(2026, 11, 29, 8, 9, 10, 123, TimeSpan.Zero);

    [Fact]
    public void Bodies_of_random_contracts_are_rendered_again()
    {
        for (var seed = 0; seed < Contracts; seed++)
        {
            var random = new Random(seed);
            var yaml = new RandomContract(random).Write();
            var contract = ContractReader.Read(yaml, $"{seed}.yaml");
            Exchange[] exchanges =
                [.. contract.Errors.SelectMany(error => Enumerable.Range(0, 2 + random.Next(2)).Select(_ => Record(contract, error, random)))];

            var inferred = new Inference(null, null, []).Infer(exchanges)!;

            Assert.True(inferred.Contract is not null, $"{yaml}\n{inferred.Text}\n{string.Join('\n', inferred.Faults)}");
            var lost = inferred.Samples.Except(inferred.Same).Except(inferred.SameButMessage).FirstOrDefault();
            Assert.True(
                lost is null && inferred.Samples.Count == exchanges.Length,
                $"seed {seed}\n{yaml}\n{inferred.Text}\n{lost?.Exchange.Body}\n{(lost is null ? null : Replay.Render(inferred.Contract!, lost))}");
        }
    }

    private static Exchange Record(Contract contract, ErrorDefinition error, Random random)
    {
        var id = contract.RequestId.Prefix + string.Concat(Enumerable.Range(0, contract.RequestId.Digits).Select(_ => "0123456789abcdef"[random.Next(16)]));
        var wait = random.Next(2, 60);
        var refusal = Refusal
            .WithCode(error.Code, [.. error.Arguments.Select(name => (name, name == "retryAfter" ? (object?)wait : $"{name}{random.Next(100)}"))]);
        var headers = new List<KeyValuePair<string, string>> { new("X-Request-Id", id), new("Content-Type", "application/json") };
        if (error.Status == 429)
        {
            refusal = refusal.RetryIn(wait);
            headers.Add(new("Retry-After", wait.ToString(CultureInfo.InvariantCulture)));
        }

        if (error.Status == 422)
        {
            refusal = refusal.WithFaults(
                [.. Enumerable.Range(0, 1 + random.Next(3))
                    .Select(at => new FieldFault(FieldLocation.Body, $"field{at}", (FieldFaultKind)random.Next(12), $"Part {at} is wrong."))]);
        }

        var path = $"/rnd/things/{random.Next(1000)}";
        var method = random.Next(2) == 0 ? "GET" : "PUT";
        var output = new ArrayBufferWriter<byte>();
        error.Template.Write(
            output, new ErrorContext(refusal, id, Request: new RequestFacts(method, path, path, null, Start.AddMilliseconds(random.Next(1_000_000)))));
        return new Exchange("file(1)", new RecordedRequest(method, path, []), error.Status, headers, Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
