using System.Buffers;
using System.Diagnostics;
using Lintel.Contracts;

namespace Lintel.Bench.Micro;

/// <summary>
/// The cost of an error body in each format of <c>samples/contracts</c> and in the contracts of the reference APIs: processor time and bytes.
/// </summary>
internal static class FormatCost
{
    private const int Times = 200_000;
    private const int Rounds = 5;
    private const int Longest = 64 * 1024;

    private static readonly RequestFacts Request =
        new("GET", "/a", "/a", "0af7651916cd43dd8448eb211c80319c", new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero));

    private static readonly Refusal Broken = Refusal.For(Condition.ServerError);
    private static readonly Refusal Faulty = Refusal.Invalid(
        new FieldFault(FieldLocation.Body, "name", FieldFaultKind.Missing, "Field 'name' is required."),
        new FieldFault(FieldLocation.Body, "items[2].count", FieldFaultKind.TooLarge, "Field 'items[2].count' must be at most 100."));

    public static void Print()
    {
        Console.WriteLine("| format | server.error, ns | bytes allocated | body | two faulty fields, ns | bytes allocated | body |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var references = Directory.GetDirectories("apis").SelectMany(folder => Directory.GetFiles(folder, "*.yaml"));
        foreach (var file in references.Concat(Directory.GetFiles("samples/contracts", "*.yaml")).Order(StringComparer.Ordinal))
        {
            var contract = ContractReader.ReadFile(file);
            Console.WriteLine($"| {Path.GetFileNameWithoutExtension(file)} | {Cost(contract, Broken)} | {Cost(contract, Faulty)} |");
        }
    }

    private static string Cost(Contract contract, Refusal refusal)
    {
        contract.TryGetError(refusal.Condition!, out var error);
        var output = new ArrayBufferWriter<byte>(Longest);
        var context = new ErrorContext(refusal, "req_0123456789abcdef", string.Empty, Request);
        var (best, bytes) = (double.MaxValue, 0L);
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round < Rounds; round++)
        {
            process.Refresh();
            var (time, allocated) = (process.TotalProcessorTime, GC.GetAllocatedBytesForCurrentThread());
            for (var i = 0; i < Times; i++)
            {
                output.ResetWrittenCount();
                error!.Template.Write(output, context);
            }

            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Times;
            process.Refresh();
            best = Math.Min(best, (process.TotalProcessorTime - time).TotalNanoseconds / Times);
        }

        return $"{best:F0} | {bytes} | {output.WrittenCount}";
    }
}
