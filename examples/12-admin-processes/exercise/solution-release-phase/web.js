import http from 'node:http';
import pg from 'pg';

const database = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });

const server = http.createServer(async (request, response) => {
  const item = new URL(request.url ?? '/', 'http://list').searchParams.get('item');
  try {
    const { rows } = await database.query('SELECT price FROM prices WHERE item = $1', [item]);
    response.writeHead(rows.length > 0 ? 200 : 404).end(`${rows[0]?.price}\n`);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
});

server.listen(process.env.PORT);
