using System.Data.Common;

namespace Lintel.Trackpilots.Storage;

/// <summary>A statement that is prepared once and run for many rows, without a mapping layer between.</summary>
internal sealed class Statement : IAsyncDisposable
{
    private readonly DbCommand _command;
    private readonly DbParameter[] _parameters;

    /// <summary>Prepares a statement.</summary>
    /// <param name="connection">Where it runs.</param>
    /// <param name="sql">Its text.</param>
    /// <param name="parameters">The names of its parameters, with their sign.</param>
    public Statement(DbConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        _parameters = new DbParameter[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            _parameters[i] = _command.CreateParameter();
            _parameters[i].ParameterName = parameters[i];
            _command.Parameters.Add(_parameters[i]);
        }
    }

    /// <summary>Runs it with values in the order of the parameters.</summary>
    /// <returns>How many rows changed.</returns>
    public Task<int> ExecuteAsync(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs it and returns the first value, or null.</summary>
    public Task<object?> ScalarAsync(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return ScalarAsync();
    }

    /// <summary>Runs it and reads the rows one by one.</summary>
    public Task<DbDataReader> QueryAsync(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReaderAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private async Task<object?> ScalarAsync() => await _command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}
