using System.Data;
using System.Text;
using Dapper;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>
/// Which request ids are in which block. Ids count up, so that a block holds a run of them, and two ends of a run take the place of an index with an
/// entry for each, 1 µs and 40 bytes a request. Ids that differ in their last six characters alone are of one family; a block has one run of each. Requests
/// that took long come with ids from before the end of the family's last run: they are noted apart, one by one, so that runs never overlap.
/// </summary>
/// <param name="connection">The connection, in the transaction of the lines.</param>
internal sealed class RequestIds(IDbConnection connection)
{
    private const int CountedLength = 6;

    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private readonly List<string> _apart = [];
    private Run? _recent;

    /// <summary>Finds the line of an id.</summary>
    public static RequestLogEntry? Find(IDbConnection connection, string id)
    {
        var utf8 = Encoding.UTF8.GetBytes(id);
        foreach (var block in CandidatesOf(connection, id))
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

    /// <summary>Writes what was noted for a block.</summary>
    public void Save(long block)
    {
        foreach (var run in _runs.Values)
        {
            if (run.TryEnd(block, out var first, out var last))
            {
                connection.Execute(
                    """
                    INSERT INTO request_id_run (length, first_id, last_id, block) VALUES (@length, @first, @last, @block)
                    ON CONFLICT (length, first_id) DO UPDATE SET last_id = @last
                    """,
                    new { length = last.Length, first, last, block });
            }
        }

        connection.Execute("INSERT INTO request_id_apart (id, block) VALUES (@id, @block)", _apart.Select(id => new { id, block }));
        _apart.Clear();
    }

    private static bool IsCounted(string id) => id.Length > CountedLength;

    private static IEnumerable<RequestBlock> CandidatesOf(IDbConnection connection, string id) => connection.Query<RequestBlock>(
        """
        SELECT id, requests, lines FROM request_block WHERE id IN (
          SELECT block FROM request_id_apart WHERE id = @id
          UNION ALL
          SELECT block FROM (SELECT block, last_id FROM request_id_run WHERE length = @length AND first_id <= @id ORDER BY first_id DESC LIMIT 1) WHERE last_id >= @id)
        """,
        new { id, length = id.Length });

    private Run RunOf(string id)
    {
        var family = id.AsSpan(0, id.Length - CountedLength);

        // Nearly all requests of a batch are of one family.
        if (_recent is { } recent && family.SequenceEqual(recent.Family))
        {
            return recent;
        }

        var families = _runs.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!families.TryGetValue(family, out var run))
        {
            families[family] = run = Load(family.ToString());
        }

        return _recent = run;
    }

    private Run Load(string family)
    {
        var length = family.Length + CountedLength;
        var last = connection.QuerySingleOrDefault<(string FirstId, string LastId, long Block)?>(
            "SELECT first_id, last_id, block FROM request_id_run WHERE length = @length AND first_id <= @end ORDER BY first_id DESC LIMIT 1",
            new { length, end = family + new string(char.MaxValue, CountedLength) });
        return last is { } known && known.LastId.StartsWith(family, StringComparison.Ordinal) ? new Run(family, known.FirstId, known.LastId, known.Block) : new Run(family, string.Empty, string.Empty, 0);
    }

    /// <summary>The ids of one family: what earlier blocks end with, and what the block that is being filled adds.</summary>
    private sealed class Run(string family, string endedFirst, string endedLast, long endedBlock)
    {
        private string? _first;
        private string? _last;

        public string Family => family;

        /// <summary>Takes an id into the run of the block that is being filled.</summary>
        /// <returns>False where it does not come after all that earlier blocks hold of the family.</returns>
        public bool TryExtend(string id)
        {
            if (_last is not null && string.CompareOrdinal(id, _last) > 0)
            {
                _last = id;
                return true;
            }

            if (string.CompareOrdinal(id, endedLast) <= 0)
            {
                return false;
            }

            _first = _first is null || string.CompareOrdinal(id, _first) < 0 ? id : _first;
            _last ??= id;
            return true;
        }

        /// <summary>Ends the run of a block; one that continues the block's earlier run keeps its first id.</summary>
        /// <returns>False where the block has no id of the family.</returns>
        public bool TryEnd(long block, out string first, out string last)
        {
            (first, last) = (endedFirst, endedLast);
            if (_first is null || _last is null)
            {
                return false;
            }

            first = endedBlock == block ? endedFirst : _first;
            last = _last;
            (endedFirst, endedLast, endedBlock) = (first, last, block);
            (_first, _last) = (null, null);
            return true;
        }
    }
}
