using System.Data.Common;
using System.Text;
using Dapper;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>
/// Finds the block of a request id. Ids begin with the time at which they were made, so that a block holds a run of them, and two ends of a run take the
/// place of an index with an entry for each. Runs of blocks that were filled at the same time overlap; a look-up reads each that
/// may have the id. Requests that took long come with ids from before the run of their block: they are noted apart, one by one, so that runs stay short.
/// </summary>
/// <param name="connection">The connection, in the transaction of the lines.</param>
internal sealed class RequestIdIndex(DbConnection connection)
{
    // Ids that differ in their last six characters alone were made in one step of time and are in no order; those that differ in their last eleven are of one
    // family, and a run is part of a family.
    private const int UnorderedLength = 6;
    private const int FamilyLength = 11;

    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly List<string> _apart = [];
    private Run? _recent;

    /// <summary>Finds the line of an id.</summary>
    public static async Task<RequestLogEntry?> FindAsync(DbConnection connection, string id)
    {
        var utf8 = Encoding.UTF8.GetBytes(id);
        foreach (var block in await CandidatesAsync(connection, id))
        {
            using var reader = new RequestBlockReader(block);
            while (reader.MoveNext())
            {
                if (reader.Id.SequenceEqual(utf8))
                {
                    return reader.ToEntry();
                }
            }
        }

        return null;
    }

    /// <summary>Notes an id for the block that is being filled.</summary>
    public void Add(string id)
    {
        if (!IsCounted(id) || !RunOf(id).TryExtend(id))
        {
            _apart.Add(id);
        }
    }

    /// <summary>Goes on with a block that was written before.</summary>
    public async Task ContinueAsync(long block)
    {
        foreach (var (first, last) in await connection.QueryAsync<(string First, string Last)>(
            "SELECT first_id, last_id FROM request_id_run WHERE block = @block AND length > @FamilyLength",
            new { block, FamilyLength }))
        {
            _runs[first[..^FamilyLength]] = new Run(first, last, isStored: true);
        }
    }

    /// <summary>Writes what was noted for a block.</summary>
    public async Task SaveAsync(long block)
    {
        foreach (var run in _runs.Values.Where(run => run.IsChanged))
        {
            await connection.ExecuteAsync(
                "DELETE FROM request_id_run WHERE length = @length AND first_id = @stored",
                new { length = run.Last.Length, stored = run.Stored });
            await connection.ExecuteAsync(
                "INSERT INTO request_id_run (length, first_id, last_id, block) VALUES (@length, @first, @last, @block)",
                new { length = run.Last.Length, first = run.First, last = run.Last, block });
        }

        await connection.ExecuteAsync("INSERT INTO request_id_apart (id, block) VALUES (@id, @block)", _apart.Select(id => new { id, block }));
        _apart.Clear();
        _runs.Clear();
        _recent = null;
    }

    private static bool IsCounted(string id) => id.Length > FamilyLength;

    private static Task<IEnumerable<RequestBlock>> CandidatesAsync(DbConnection connection, string id) => connection.QueryAsync<RequestBlock>(
        """
        SELECT id, requests, lines FROM request_block WHERE id IN (
          SELECT block FROM request_id_apart WHERE id = @id
          UNION ALL
          SELECT block FROM request_id_run WHERE length = @length AND first_id >= @family AND first_id <= @id AND last_id >= @id)
        ORDER BY id DESC
        """,
        new { id, length = id.Length, family = IsCounted(id) ? id[..^FamilyLength] : id });

    private Run RunOf(string id)
    {
        var family = id.AsSpan(0, id.Length - FamilyLength);

        // Nearly all requests of a batch are of one family.
        if (_recent is { } recent && recent.First.Length == id.Length && recent.First.AsSpan().StartsWith(family, StringComparison.Ordinal))
        {
            return recent;
        }

        var families = _runs.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!families.TryGetValue(family, out var run))
        {
            families[family] = run = new Run(id, id, isStored: false);
        }

        return _recent = run;
    }

    /// <summary>The ids of one family in the block that is being filled.</summary>
    private sealed class Run(string first, string last, bool isStored)
    {
        public string First { get; private set; } = first;

        public string Last { get; private set; } = last;

        /// <summary>The first id that is stored; null for a run that is not.</summary>
        public string? Stored { get; } = isStored ? first : null;

        public bool IsChanged { get; private set; } = !isStored;

        /// <summary>Takes an id into the run.</summary>
        /// <returns>False where it was made earlier than the step of time with which the run begins.</returns>
        public bool TryExtend(string id)
        {
            if (id.Length != First.Length
                || id.AsSpan(0, id.Length - UnorderedLength).CompareTo(First.AsSpan(0, id.Length - UnorderedLength), StringComparison.Ordinal) < 0)
            {
                return false;
            }

            if (string.CompareOrdinal(id, Last) > 0)
            {
                (Last, IsChanged) = (id, true);
            }
            else if (string.CompareOrdinal(id, First) < 0)
            {
                (First, IsChanged) = (id, true);
            }

            return true;
        }
    }
}
