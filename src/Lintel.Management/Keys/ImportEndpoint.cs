using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Management.Rights;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Keys;

/// <summary>Imports keys by their digests, all of a request or none.</summary>
internal static class ImportEndpoint
{
    private const int MaxFaults = 100;

    public static async Task<IResult> Import(ApiCall call, KeyImporter importer, AccountCache accounts)
    {
        var request = call.Body<KeyImportRequest>();
        if (await FindLackingRightsAsync(call, request, accounts) is { Count: > 0 } faults)
        {
            return new ErrorResult(Refusal.Invalid(faults));
        }

        // Finished also when the caller hangs up, as every change is.
        return await importer.ImportAsync(request.Keys, new KeyImportOptions(request.SkipExisting, request.DryRun), CancellationToken.None) switch
        {
            KeyImportResult.Done done => Show(call, done.Items, request.DryRun),
            KeyImportResult.Invalid invalid => new ErrorResult(Refusal.Invalid(invalid.Faults)),
            var other => throw new InvalidOperationException($"No answer for {other}."),
        };
    }

    private static async Task<List<FieldFault>> FindLackingRightsAsync(ApiCall call, KeyImportRequest request, AccountCache accounts)
    {
        var faults = new List<FieldFault>();
        for (var i = 0; i < request.Keys.Count && faults.Count < MaxFaults; i++)
        {
            var key = request.Keys[i].Key;
            if (await accounts.FindAsync(key.AccountId, call.Aborted) is { } account && ManagementRights.ToImport(call, account, key) is var (field, problem))
            {
                field = $"keys[{i}].{field}";
                faults.Add(new FieldFault(FieldLocation.Body, field, FieldFaultKind.Other, $"Field '{field}' {problem}."));
            }
        }

        return faults;
    }

    private static CountedAnswer Show(ApiCall call, IReadOnlyList<KeyImportItem> items, bool dryRun)
    {
        var imported = items.Count(item => item.IsNew);
        call.NoteChange("keys", null, imported.ToString(CultureInfo.InvariantCulture));
        var shape = new ImportShape(
            imported,
            items.Count - imported,
            dryRun,
            [.. items.Select(item => new ImportedShape(item.Id, item.IsNew ? "imported" : "skipped"))]);
        return new CountedAnswer(Answer.Ok(shape), dryRun ? null : $"{imported} keys");
    }
}

/// <summary>The outcome of an import.</summary>
/// <param name="Imported">The number of keys that were imported, or would have been in a dry run.</param>
/// <param name="Skipped">The number of keys that were there already.</param>
/// <param name="DryRun">true if nothing was written.</param>
/// <param name="Keys">The keys, in the order in which they were sent.</param>
internal sealed record ImportShape(
    int Imported,
    int Skipped,
    bool DryRun,
    [Description("In the order in which they were sent.")] IReadOnlyList<ImportedShape> Keys);

/// <summary>A key of an import.</summary>
/// <param name="Id">The id; null for a new key in a dry run.</param>
/// <param name="Outcome"><c>imported</c> or <c>skipped</c>.</param>
internal sealed record ImportedShape(
    [Description("Null for a new key in a dry run.")] string? Id,
    [AllowedValues("imported", "skipped")] string Outcome);
