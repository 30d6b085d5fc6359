using System.Data.Common;
using Dapper;
using Lintel.Postgres;
using Lintel.Requests;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Host.Move;

/// <summary>The entries of the request log in a file, unpacked from its blocks, as rows of the table that PostgreSQL has for them.</summary>
internal sealed class RequestLogRows : IMovedRows
{
    private const string SequenceColumn = "seq";

    private readonly DbConnection _file;
    private readonly Queue<(long Id, int Requests)> _blocks;
    private readonly Func<RequestLogEntry, object?>?[] _values;
    private RequestBlockReader? _block;
    private long _skip;

    private RequestLogRows(DbConnection file, IEnumerable<(long Id, int Requests)> blocks, IReadOnlyList<MovedColumn> columns, long skip)
    {
        _file = file;
        _blocks = new Queue<(long Id, int Requests)>(blocks);
        _values = [.. columns.Select(column => column.Name == SequenceColumn ? null : RequestColumns.ValueOf(column.Name))];
        _skip = skip;
    }

    /// <summary>Begins to read.</summary>
    /// <param name="file">The file of the log.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="skip">The number of entries to leave out.</param>
    public static async Task<RequestLogRows> OpenAsync(DbConnection file, IReadOnlyList<MovedColumn> columns, long skip)
    {
        var rows = new RequestLogRows(file, await file.QueryAsync<(long Id, int Requests)>("SELECT id, requests FROM request_block ORDER BY id"), columns, skip);
        while (rows._blocks.TryPeek(out var block) && block.Requests <= rows._skip)
        {
            rows._skip -= block.Requests;
            rows._blocks.Dequeue();
        }

        return rows;
    }

    /// <summary>Counts the entries.</summary>
    public static Task<long> CountAsync(DbConnection file) => file.ExecuteScalarAsync<long>("SELECT coalesce(sum(requests), 0) FROM request_block");

    /// <inheritdoc/>
    public async Task<bool> ReadAsync(object?[] row)
    {
        while (await MoveNextAsync())
        {
            if (_skip-- > 0)
            {
                continue;
            }

            var entry = _block!.ToEntry();
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = _values[i] is { } value ? value(entry) : _block.Sequence;
            }

            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public async Task BeginAsync(NpgsqlConnection target)
    {
        var blocks = await _file.QueryAsync<(long First, long Last)>("SELECT first_seq, last_seq FROM request_block");
        var days = blocks.Select(block => (First: DayOf(block.First), Last: DayOf(block.Last)))
            .SelectMany(block => Enumerable.Range(block.First, block.Last - block.First + 1))
            .Distinct();
        await UseSchemaAsync(target);
        await RequestPartitions.CreateAsync(target, days.Select(day => new RequestDay(day)));
    }

    /// <inheritdoc/>
    public async Task EndAsync(NpgsqlConnection target)
    {
        await UseSchemaAsync(target);
        await RequestRetention.CountAnewAsync(target);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _block?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task<int> UseSchemaAsync(NpgsqlConnection target) => target.ExecuteAsync($"SET LOCAL search_path TO {PostgresStores.RequestsSchema}");

    private static int DayOf(long sequence) => RequestDay.Of(RequestSequence.MillisecondOf(sequence).UtcTicks).Number;

    private async Task<bool> MoveNextAsync()
    {
        while (_block is null || !_block.MoveNext())
        {
            _block?.Dispose();
            _block = null;
            if (!_blocks.TryDequeue(out var next))
            {
                return false;
            }

            _block = new RequestBlockReader(
                await _file.QuerySingleAsync<RequestBlock>("SELECT id, requests, lines FROM request_block WHERE id = @Id", new { next.Id }));
        }

        return true;
    }
}
